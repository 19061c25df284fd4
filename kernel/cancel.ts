/** The part of the platform's AbortSignal that the kernel uses. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface CancelSource {
  readonly signal: CancelSignal;
  abort(reason: unknown): void;
}

/** Calls `leave` when the signal fires. The function returned takes that back. */
export function onAbort(signal: CancelSignal, leave: () => void): () => void {
  signal.addEventListener("abort", leave);
  return () => signal.removeEventListener("abort", leave);
}
