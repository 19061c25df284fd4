import type { Clock } from "../kernel/ports.ts";

/** The platform's clock. In production it stands still between I/O. */
export const platformClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, wake) => {
    const timer = setTimeout(wake, delayMs);
    return () => clearTimeout(timer);
  },
};

/** What `work` gives, or a rejection once `limitMs` have passed. The work itself goes on unseen. */
export function within<Value>(clock: Clock, limitMs: number, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(limitMs, () => reject(new Error(`no answer within ${limitMs} ms`)));
    work.then(resolve, reject).finally(stop);
  });
}

/** Resolves when `work` settles, or once `limitMs` have passed. The work itself goes on unseen. */
export function atMost(clock: Clock, limitMs: number, work: Promise<unknown>): Promise<void> {
  return within(clock, Math.max(0, limitMs), work).then(
    () => undefined,
    () => undefined,
  );
}
