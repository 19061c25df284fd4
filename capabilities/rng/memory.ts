import type { MemoryRng } from "./store.ts";

/** The same bytes for the same seed, in the order in which they are asked for. Not for secrets. */
export function seededRng(seed: number): MemoryRng {
  let state = seed >>> 0;
  /** Mulberry32: 32 bits of state are enough for a test. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    memory: "rng",
    fill: (bytes) => {
      for (let index = 0; index < bytes.byteLength; index++) bytes[index] = next() & 0xff;
    },
  };
}
