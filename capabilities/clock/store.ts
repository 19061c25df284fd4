import type { Clock } from "../../kernel/ports.ts";
import type { MemoryStore } from "../capability.ts";

export interface MemoryClock extends Clock, MemoryStore {
  readonly memory: "clock";
  /** Lets so many milliseconds pass, and wakes what is due, in its order. */
  advance(ms: number): void;
}
