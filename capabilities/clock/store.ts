import type { MemoryStore } from "../capability.ts";

/** What tells the time: the platform, or a test. */
export interface TimeSource {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `wake` once, `delayMs` from now. The function returned takes that back. */
  after(delayMs: number, wake: () => void): () => void;
}

export interface MemoryClock extends TimeSource, MemoryStore {
  readonly memory: "clock";
  /** Lets so many milliseconds pass, and wakes what is due, in its order. */
  advance(ms: number): void;
}
