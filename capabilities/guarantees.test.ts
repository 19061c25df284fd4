import { describe, expect, it } from "vitest";
import { type Guarantees, shortfalls } from "./guarantees.ts";

const eventual: Guarantees = {
  consistency: "eventual",
  durability: "durable",
  ttl: "per_write",
  limits: {},
  notes: [],
};

describe("shortfalls", () => {
  it("finds none where as much is given as is asked, or more", () => {
    expect(shortfalls({}, eventual)).toEqual([]);
    expect(shortfalls({ consistency: "eventual", durability: "ephemeral", ttl: "none" }, eventual)).toEqual([]);
  });

  it("finds every guarantee that is weaker, in their order", () => {
    expect(shortfalls({ ttl: "per_write", consistency: "strong" }, { ...eventual, ttl: "none" })).toEqual([
      { guarantee: "consistency", asked: "strong", given: "eventual" },
      { guarantee: "ttl", asked: "per_write", given: "none" },
    ]);
  });

  it("takes what is unknown or not said for weaker than anything", () => {
    const given: Guarantees = { ...eventual, consistency: "unknown" };
    expect(shortfalls({ consistency: "none", delivery: "at_most_once" }, given)).toEqual([
      { guarantee: "consistency", asked: "none", given: "unknown" },
      { guarantee: "delivery", asked: "at_most_once", given: "unknown" },
    ]);
  });
});
