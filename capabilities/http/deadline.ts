import type { CancelSignal } from "../../kernel/cancel.ts";

/** Why a call was ended before its time. */
export class CallTimeout extends Error {
  override readonly name = "CallTimeout";
}

export interface Deadline {
  readonly signal: AbortSignal;
  /** From here on only the run's own signal ends the call: the response has begun. */
  readonly met: () => void;
}

/** A signal that fires with the run's, or after `timeoutMs`. */
export function deadline(run: CancelSignal, timeoutMs: number): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new CallTimeout(`no answer within ${timeoutMs} ms`)), timeoutMs);
  const met = () => clearTimeout(timer);
  const end = () => {
    met();
    controller.abort(run.reason);
  };
  if (run.aborted) end();
  else run.addEventListener("abort", end);
  return { signal: controller.signal, met };
}
