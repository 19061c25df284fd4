import type { Clock } from "../../kernel/ports.ts";

/** What `work` gives, or a rejection once `limitMs` have passed. The work itself goes on unseen. */
export function within<Value>(clock: Clock, limitMs: number, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(limitMs, () => reject(new Error(`no answer within ${limitMs} ms`)));
    work.then(resolve, reject).finally(stop);
  });
}
