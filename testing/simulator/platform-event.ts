import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Why an event of the platform came to its end: `over` when its handler and all that it left to `waitUntil` were done,
 * `left` when its client went and nothing was under `waitUntil`, `cut` at the platform's limit, `killed` with its isolate.
 */
export type End = "over" | "left" | "cut" | "killed";

/** Work under `waitUntil` is cut so long after a response was sent or its client left. */
const TAIL_MS = 30_000;

const current = new AsyncLocalStorage<PlatformEvent>();

/** The event on whose behalf the code at hand runs. */
export function currentEvent(): PlatformEvent | undefined {
  return current.getStore();
}

/** Runs what belongs to no event: the world itself. */
export function outside<Value>(work: () => Value): Value {
  return current.exit(work);
}

/**
 * One event that the platform hands to an isolate, and its lifetime: once it has ended, what it left behind does not
 * happen. Its calls are not answered any more, and its timers do not fire.
 */
export class PlatformEvent {
  /** What the handler is given. */
  readonly context = { waitUntil: (work: Promise<unknown>) => this.#hold(work) };
  /** Resolves with the reason once it has ended. */
  readonly ended: Promise<End>;
  /** Undefined while it lives. */
  end: End | undefined;
  /** When its client went; milliseconds since the epoch. */
  leftAtMs: number | undefined;
  /** Calls that the world did not let through as they were meant, by name. */
  readonly disturbed = new Set<string>();
  readonly #tailMs: number;
  #resolve: (end: End) => void = () => undefined;
  #held = 0;
  #isAnswered = false;
  #tail: ReturnType<typeof setTimeout> | undefined;

  constructor(tailMs = TAIL_MS) {
    this.#tailMs = tailMs;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get alive(): boolean {
    return this.end === undefined;
  }

  /** Runs its handler. The reply is there when the handler gives it; the event may go on. */
  async handle<Reply>(handler: (context: PlatformEvent["context"]) => Promise<Reply>): Promise<Reply> {
    try {
      return await current.run(this, () => handler(this.context));
    } finally {
      this.#isAnswered = true;
      this.#startTail();
    }
  }

  /** Its client goes: `abort` fires the request's signal, whose listeners may still call `waitUntil`. */
  leave(abort: () => void): void {
    if (!this.alive || this.#isAnswered || this.leftAtMs !== undefined) return;
    this.leftAtMs = Date.now();
    current.run(this, abort);
    this.#startTail();
  }

  kill(): void {
    this.#finish("killed");
  }

  /** A timer of this event's. */
  bound<Args extends readonly unknown[]>(wake: (...args: Args) => void): (...args: Args) => void {
    return (...args) => {
      if (this.alive) current.run(this, () => wake(...args));
    };
  }

  #hold(work: Promise<unknown>): void {
    this.#held++;
    const release = () => {
      this.#held--;
      this.#endIfIdle();
    };
    work.then(release, release);
  }

  #startTail(): void {
    this.#endIfIdle();
    if (!this.alive || this.#tail !== undefined) return;
    this.#tail = outside(() => setTimeout(() => this.#finish("cut"), this.#tailMs));
  }

  #endIfIdle(): void {
    if (this.#held > 0) return;
    if (this.#isAnswered) this.#finish("over");
    else if (this.leftAtMs !== undefined) this.#finish("left");
  }

  #finish(end: End): void {
    if (!this.alive) return;
    this.end = end;
    clearTimeout(this.#tail);
    this.#resolve(end);
  }
}
