import { describe, expect, it } from "vitest";
import { handleOf } from "../../kit/handle-of.ts";
import { cacheContract } from "../../testing/contracts/cache.ts";
import { cache } from "./cache.ts";

cacheContract("the Cache API", () => undefined);

describe("cache", () => {
  it("tells caches apart by their names", async () => {
    await handleOf(cache("one"), undefined).put("a", 1, { ttlSeconds: 60 });
    expect(await handleOf(cache("two"), undefined).get("a")).toBeUndefined();
    expect(await handleOf(cache("one"), undefined).get("a")).toBe(1);
  });
});
