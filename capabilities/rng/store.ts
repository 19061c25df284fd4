import type { MemoryStore } from "../capability.ts";

/** Fills bytes with chance: the platform's, fit for secrets, or a test's. */
export type ChanceSource = (bytes: Uint8Array) => void;

export interface MemoryRng extends MemoryStore {
  readonly memory: "rng";
  readonly fill: ChanceSource;
}
