import type { Clock } from "../../kernel/ports.ts";

interface Alarm {
  readonly atMs: number;
  readonly wake: () => void;
}

/**
 * A clock for the many runs of one event: one timer of the platform stands for all their guards. To set and clear one
 * for each costs a fifth of a batch's time. It is left to run out; the event's end takes it along.
 */
export function sharedClock({ now, after }: Clock): Clock {
  const alarms = new Set<Alarm>();
  let armedAtMs = Number.POSITIVE_INFINITY;
  const arm = (atMs: number, nowMs: number) => {
    if (atMs >= armedAtMs) return;
    armedAtMs = atMs;
    after(atMs - nowMs, ring);
  };
  const ring = () => {
    armedAtMs = Number.POSITIVE_INFINITY;
    const nowMs = now();
    let nextAtMs = Number.POSITIVE_INFINITY;
    const due: Alarm[] = [];
    for (const alarm of alarms) {
      if (alarm.atMs <= nowMs) due.push(alarm);
      else nextAtMs = Math.min(nextAtMs, alarm.atMs);
    }
    arm(nextAtMs, nowMs);
    // One that wakes may take back another.
    for (const alarm of due) if (alarms.delete(alarm)) alarm.wake();
  };
  return {
    now,
    after: (delayMs, wake) => {
      const nowMs = now();
      const alarm = { atMs: nowMs + delayMs, wake };
      alarms.add(alarm);
      arm(alarm.atMs, nowMs);
      return () => alarms.delete(alarm);
    },
  };
}
