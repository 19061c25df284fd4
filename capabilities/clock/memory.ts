import type { MemoryStore } from "../capability.ts";
import type { TimeSource } from "./clock.ts";

export interface MemoryClock extends TimeSource, MemoryStore {
  readonly memory: "clock";
  /** Lets so many milliseconds pass, and wakes what is due, in its order. */
  advance(ms: number): void;
}

/** A clock that moves only when it is told to. */
export function memoryClock(startMs = 0): MemoryClock {
  let nowMs = startMs;
  const waiting = new Set<{ readonly atMs: number; readonly wake: () => void }>();
  const due = (untilMs: number) =>
    [...waiting]
      .filter(({ atMs }) => atMs <= untilMs)
      .reduce<{ atMs: number; wake: () => void } | undefined>(
        (first, each) => (first && first.atMs <= each.atMs ? first : each),
        undefined,
      );
  return {
    memory: "clock",
    now: () => nowMs,
    after: (delayMs, wake) => {
      const entry = { atMs: nowMs + delayMs, wake };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    advance: (ms) => {
      const untilMs = nowMs + ms;
      for (let next = due(untilMs); next; next = due(untilMs)) {
        waiting.delete(next);
        nowMs = next.atMs;
        next.wake();
      }
      nowMs = untilMs;
    },
  };
}
