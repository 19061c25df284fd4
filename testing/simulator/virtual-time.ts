import { setImmediate as nextTurn } from "node:timers/promises";
import { vi } from "vitest";
import { currentEvent } from "./platform-event.ts";

interface Timer {
  readonly atMs: number;
  readonly wake: () => void;
}

/**
 * Time that goes on only when it is told to. A timer belongs to the event that set it, as on the platform, and does not
 * fire once that has ended.
 */
export class VirtualTime {
  readonly #timers = new Map<number, Timer>();
  #made = 0;

  /** Takes the place of `Date`, `setTimeout` and `clearTimeout`; the function returned gives them back. */
  install(): () => void {
    const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
    vi.useFakeTimers({ toFake: ["Date"] });
    const set = (wake: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]): number => {
      const event = currentEvent();
      const bound = event ? event.bound(wake) : wake;
      const id = ++this.#made;
      this.#timers.set(id, { atMs: Date.now() + Math.max(0, Math.ceil(delayMs)), wake: () => bound(...args) });
      return id;
    };
    globalThis.setTimeout = set as unknown as typeof setTimeout;
    globalThis.clearTimeout = ((id: number) => void this.#timers.delete(id)) as typeof clearTimeout;
    // As the platform has it.
    Object.assign(globalThis, { scheduler: { wait: (ms: number) => new Promise((resolve) => void set(resolve, ms)) } });
    return () => {
      Reflect.deleteProperty(globalThis, "scheduler");
      vi.useRealTimers();
      globalThis.setTimeout = realSet;
      globalThis.clearTimeout = realClear;
    };
  }

  /** Lets everything that waits for promises only go as far as it can. */
  settle(): Promise<void> {
    return nextTurn();
  }

  /** When the next timer is due, in milliseconds since the epoch; undefined when there is none. */
  nextMs(): number | undefined {
    return this.#next()?.[1].atMs;
  }

  /** Goes on to a moment, and fires one timer if one is due by then. */
  goTo(atMs: number): void {
    if (atMs > Date.now()) vi.setSystemTime(atMs);
    const next = this.#next();
    if (!next || next[1].atMs > Date.now()) return;
    this.#timers.delete(next[0]);
    next[1].wake();
  }

  /** Forgets all timers. */
  clear(): void {
    this.#timers.clear();
  }

  #next(): [number, Timer] | undefined {
    let next: [number, Timer] | undefined;
    for (const entry of this.#timers) if (!next || entry[1].atMs < next[1].atMs) next = entry;
    return next;
  }
}
