import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { handleOf } from "../../kit/handle-of.ts";
import { reasonOf } from "../../testing/contracts/open.ts";
import { secretContract } from "../../testing/contracts/secret.ts";
import { memoryKv } from "../kv/memory.ts";
import { secret, secretCapability } from "./secret.ts";

secretContract("a variable", (value) => value);
secretContract("a Secrets Store", (value) => ({ get: async () => value }));

describe("secret", () => {
  it("shows nothing in Node's inspect, deep or hidden", () => {
    const key = handleOf(secret("API_KEY"), "s3cr3t");
    expect(inspect({ key }, { depth: 9, showHidden: true })).toBe("{ key: [secret API_KEY] }");
  });

  it.each([
    ["nothing", undefined],
    ["an empty text", ""],
    ["JSON", { key: "x" }],
    ["a number", 1],
    ["a KV namespace", memoryKv()],
  ])("does not open %s", (_, bound) => {
    expect(secretCapability.open(secret("API_KEY"), bound, () => undefined)).toBeUndefined();
  });

  it("says that a Secrets Store does not have it", async () => {
    const absent = async () => {
      throw new Error('Secret "API_KEY" not found');
    };
    expect(await reasonOf(handleOf(secret("API_KEY"), { get: absent }).reveal())).toBe("not_found");
    expect(await reasonOf(handleOf(secret("API_KEY"), { get: async () => "" }).reveal())).toBe("not_found");
  });
});
