import { describe, expect, it } from "vitest";
import { PUT_BACK } from "./put-back.ts";
import { openTheatre } from "./theatre.ts";

/** Each history meets its fault with a probability of a fifth or more, so that this many miss it once in many years. */
const HISTORIES = 150;

describe("the simulator", () => {
  it.each(PUT_BACK)("sees it when $name", async ({ cast, sees, ...options }) => {
    const theatre = await openTheatre(options);
    const first = Math.floor(Math.random() * 1_000_000_000);
    let seen: string | undefined;
    for (let seed = first; seen === undefined && seed < first + HISTORIES; seed++) {
      const { wrong } = await theatre.play(seed, cast);
      seen = wrong.find((text) => sees.test(text));
    }
    theatre.close();
    expect(seen, `seeds from ${first} on`).toBeDefined();
  });
});
