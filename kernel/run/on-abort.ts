import type { CancelSignal } from "../cancel.ts";

/** Calls `leave` when the signal fires. The function returned takes that back. */
export function onAbort(signal: CancelSignal, leave: () => void): () => void {
  signal.addEventListener("abort", leave);
  return () => signal.removeEventListener("abort", leave);
}
