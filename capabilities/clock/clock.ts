import { platformClock } from "../../base/waiting.ts";
import type { CapabilityUse } from "../../kernel/author/uses.ts";
import type { HintRule } from "../../kernel/catalog.ts";
import { sleep } from "../../kernel/run/sleep.ts";
import { type Capability, isMemory, type RunScope } from "../capability.ts";
import { wholeNumber } from "../number.ts";
import type { MemoryClock } from "./store.ts";

const hints: readonly HintRule[] = [{ hint: "resource::clock", effects: "pure", determinism: "best_effort" }];

export interface ClockHandle {
  /** Milliseconds since the epoch. In production it stands still between two waits. */
  now(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason as soon as the run ends. */
  sleep(ms: number): Promise<void>;
}

/** The time, and waiting. */
export function clock(): CapabilityUse<ClockHandle> {
  return { kind: "clock", provider: clockCapability, access: "read", hints, options: {} };
}

export const clockCapability: Capability = {
  kind: "clock",
  hints,
  guarantees: { limits: {}, notes: ["In production the time moves on only when something is waited for."] },
  open: (_, bound) => {
    const time = isMemory<MemoryClock>(bound, "clock") ? bound : platformClock;
    const handle = ({ signal }: RunScope): ClockHandle => ({
      now: () => time.now(),
      sleep: async (ms) =>
        sleep(time, wholeNumber({ resource: "clock" }, { name: "ms", min: 0, max: MAX_MS }, ms), signal()),
    });
    return { scope: "step", open: handle };
  },
};

/** The longest that a timer takes; a longer one fires at once. https://developer.mozilla.org/en-US/docs/Web/API/Window/setTimeout */
const MAX_MS = 2 ** 31 - 1;
