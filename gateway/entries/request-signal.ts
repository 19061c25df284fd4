import type { CancelSignal } from "../../kernel/cancel.ts";
import type { Context } from "../pipeline/context.ts";

/**
 * A request's own signal, looked up when its event starts to wait: one that never does costs the platform no signal.
 * Until then the caller counts as there, since nothing was awaited after its body was read.
 */
export class RequestSignal implements CancelSignal {
  readonly #request: Request;
  #signal: AbortSignal | undefined;
  #keep: (() => void) | undefined;

  constructor(request: Request) {
    this.#request = request;
  }

  /**
   * What is to be carried on when the caller leaves: the platform drops what a request has under way by then, unless
   * that is under `waitUntil`. To be called before anything is awaited.
   */
  carry(work: Promise<unknown>, context: Context): void {
    this.#keep = () => context.waitUntil(work);
  }

  get aborted(): boolean {
    return this.#signal?.aborted ?? false;
  }

  get reason(): unknown {
    return this.#signal?.reason;
  }

  readonly watch = (): void => {
    if (this.#signal) return;
    this.#signal = this.#request.signal;
    this.#tell(() => this.#keep?.());
  };

  addEventListener(_type: "abort", listener: () => void): void {
    this.watch();
    this.#tell(listener);
  }

  removeEventListener(type: "abort", listener: () => void): void {
    this.#signal?.removeEventListener(type, listener);
  }

  #tell(listener: () => void): void {
    if (this.#signal?.aborted) queueMicrotask(listener);
    else this.#signal?.addEventListener("abort", listener);
  }
}
