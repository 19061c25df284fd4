/** Work that is repeated to be timed. What it returns is awaited if it is a promise. */
export type Work = () => unknown;

const SAMPLE_MS = 20;
const WARM_UP_MS = 150;
/** The clock is read once in so many milliseconds of work. */
const STRIDE_MS = 0.1;

/** Times several pieces of work in turns: nanoseconds per repetition, one list of `rounds` samples for each. */
export async function inTurns(works: readonly Work[], rounds: number): Promise<readonly (readonly number[])[]> {
  const strides: number[] = [];
  for (const work of works) {
    const { count, elapsedMs } = await repeat(work, 1, WARM_UP_MS);
    strides.push(Math.max(1, Math.round((count / elapsedMs) * STRIDE_MS)));
  }
  const samples: number[][] = works.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, work] of works.entries()) {
      const { count, elapsedMs } = await repeat(work, strides[index] ?? 1, SAMPLE_MS);
      samples[index]?.push((elapsedMs / count) * 1e6);
    }
  }
  return samples;
}

/** Starts on a tick of the clock, which moves by whole milliseconds here, and ends on one, give or take a stride. */
async function repeat(work: Work, stride: number, leastMs: number) {
  const startedAtMs = nextTick();
  let count = 0;
  let nowMs = startedAtMs;
  while (nowMs - startedAtMs < leastMs) {
    for (let index = 0; index < stride; index++) {
      const result = work();
      if (result instanceof Promise) await result;
    }
    count += stride;
    nowMs = performance.now();
  }
  return { count, elapsedMs: nowMs - startedAtMs };
}

function nextTick(): number {
  const nowMs = performance.now();
  for (;;) {
    const laterMs = performance.now();
    if (laterMs > nowMs) return laterMs;
  }
}
