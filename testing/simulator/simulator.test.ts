import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cast } from "./cast.ts";
import { openTheatre, type Theatre } from "./theatre.ts";

/** `FLOWGATE_SEED` replays one history; `FLOWGATE_HISTORIES` plays more or fewer. */
const only = process.env.FLOWGATE_SEED;
const count = only === undefined ? Number(process.env.FLOWGATE_HISTORIES ?? 2_000) : 1;
const first = Number(only ?? Math.floor(Math.random() * 1_000_000_000));

const CAST: Cast = {
  eager: false,
  leaving: true,
  lingering: true,
  unusable: true,
  deferred: true,
  replaysAtOnce: true,
};

describe("a gateway in a hostile world", () => {
  let theatre: Theatre;

  beforeAll(async () => {
    theatre = await openTheatre();
  });

  afterAll(() => theatre.close());

  it(`keeps its promises in ${count} histories from seed ${first} on`, async () => {
    for (let seed = first; seed < first + count; seed++) {
      const { wrong, trace } = await theatre.play(seed, CAST);
      expect(wrong, `replay with FLOWGATE_SEED=${seed}\n${trace.join("\n")}`).toEqual([]);
    }
  }, 600_000);
});
