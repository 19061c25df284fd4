import { describe, expect, it } from "vitest";
import { handleOf } from "../../kit/handle-of.ts";
import { chanceContract } from "../../testing/contracts/chance.ts";
import { seededRng } from "./memory.ts";
import { rng } from "./rng.ts";

chanceContract("a seed", () => seededRng(1));
chanceContract("the platform", () => undefined);

describe("seededRng", () => {
  const drawn = (seed: number) => {
    const chance = handleOf(rng(), seededRng(seed));
    return [chance.number(), chance.uuid(), ...chance.bytes(4)];
  };

  it("gives the same for the same seed, and another for another", () => {
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
  });
});
