import type { CancelSignal } from "../../kernel/cancel.ts";

/**
 * A request's own signal, looked up when a run starts to wait: one that never does costs the platform no signal. Until
 * then the caller counts as there, since nothing was awaited after its body was read.
 */
export class RequestSignal implements CancelSignal {
  readonly #request: Request;
  #signal: AbortSignal | undefined;

  constructor(request: Request) {
    this.#request = request;
  }

  get aborted(): boolean {
    return this.#signal?.aborted ?? false;
  }

  get reason(): unknown {
    return this.#signal?.reason;
  }

  addEventListener(type: "abort", listener: () => void): void {
    this.#signal ??= this.#request.signal;
    if (this.#signal.aborted) queueMicrotask(listener);
    else this.#signal.addEventListener(type, listener);
  }

  removeEventListener(type: "abort", listener: () => void): void {
    this.#signal?.removeEventListener(type, listener);
  }
}
