import { describe, expect, it } from "vitest";
import { queue } from "./author.ts";
import { partitions } from "./partition.ts";

const keyOf = partitions(queue("orders", { partitionKey: "/customer" }));

describe("partitions", () => {
  it("tells messages by what stands at the pointer, text or number", () => {
    const bodies = [{ customer: "a" }, { customer: 7 }, { customer: "7" }];
    expect(bodies.map((body) => keyOf?.({ body }))).toEqual(["a", "7", "7"]);
  });

  it("leaves alone what has none, cannot be read, or is kept in a bucket", () => {
    const pointer = { flowgate_claim_check: 1, key: "flowgate/claims/1", sha256: "0".repeat(64), bytes: 9 };
    expect([{}, { customer: ["a"] }, "no JSON", pointer].map((body) => keyOf?.({ body }))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(partitions(queue("orders"))).toBeUndefined();
  });
});
