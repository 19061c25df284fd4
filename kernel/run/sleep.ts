import { type CancelSignal, onAbort } from "../cancel.ts";
import type { Clock } from "../ports.ts";

/** Resolves after `delayMs`, or rejects with the signal's reason as soon as it fires. */
export function sleep(clock: Clock, delayMs: number, signal: CancelSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = clock.after(delayMs, () => {
      unlisten();
      resolve();
    });
    const unlisten = onAbort(signal, () => {
      stop();
      reject(signal.reason);
    });
  });
}
