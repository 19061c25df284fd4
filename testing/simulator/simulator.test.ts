import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createGateway } from "../../gateway/create-gateway.ts";
import { simulatedFlow, tickingFlow } from "./flows.ts";
import { play, type Time } from "./history.ts";
import { judge } from "./oracle.ts";
import { seeded } from "./random.ts";

/** `FLOWGATE_SEED` replays one history; `FLOWGATE_HISTORIES` plays more or fewer. */
const only = process.env.FLOWGATE_SEED;
const count = only === undefined ? Number(process.env.FLOWGATE_HISTORIES ?? 10_000) : 1;
const first = Number(only ?? Math.floor(Math.random() * 1_000_000_000));

const time: Time = {
  settle: async () => {
    await nextTurn();
  },
  step: () => {
    if (vi.getTimerCount() === 0) return false;
    vi.advanceTimersToNextTimer();
    return true;
  },
};

describe("a gateway in a hostile world", () => {
  let turns = 0;
  const gateway = createGateway({ flows: [simulatedFlow(() => ++turns), tickingFlow()], sinks: [] });

  beforeAll(() => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    // Digests in their turn and not in another thread's: what happens follows from the seed alone.
    const digest = async (_algorithm: unknown, data: Uint8Array) => createHash("sha256").update(data).digest().buffer;
    vi.spyOn(crypto.subtle, "digest").mockImplementation(digest as never);
  });

  afterAll(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it(`keeps its promises in ${count} histories from seed ${first} on`, async () => {
    for (let seed = first; seed < first + count; seed++) {
      const { next } = seeded(~seed);
      vi.spyOn(Math, "random").mockImplementation(next);
      turns = 0;
      const history = await play(seed, gateway, time);
      const wrong = await judge(history, (ms) => vi.setSystemTime(Date.now() + ms));
      expect(wrong, `replay with FLOWGATE_SEED=${seed}\n${history.world.trace.join("\n")}`).toEqual([]);
      vi.clearAllTimers();
    }
  }, 600_000);
});
