import type { Clock } from "../../kernel/ports.ts";

/** The platform's clock. In production it stands still between I/O. */
export const clock: Clock = {
  now: () => Date.now(),
  after: (delayMs, wake) => {
    const timer = setTimeout(wake, delayMs);
    return () => clearTimeout(timer);
  },
};
