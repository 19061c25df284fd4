import type { MemoryClock } from "./store.ts";

/** A clock that moves only when it is told to. */
export function memoryClock(startMs = 0): MemoryClock {
  let nowMs = startMs;
  const waiting = new Set<{ readonly atMs: number; readonly wake: () => void }>();
  const due = (untilMs: number) =>
    [...waiting].filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0];
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
