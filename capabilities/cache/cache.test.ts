import { describe, expect, it } from "vitest";
import { handleOf } from "../../kit/handle-of.ts";
import { cacheContract } from "../../testing/contracts/cache.ts";
import { cache } from "./cache.ts";
import { memoryCache } from "./memory.ts";

const shared = memoryCache();
cacheContract("memory", () => shared);

describe("memoryCache", () => {
  it("forgets a value when its ttl is over", async () => {
    let nowMs = 0;
    const store = handleOf(cache("prices"), memoryCache({ now: () => nowMs }));
    await store.put("a", 1, { ttlSeconds: 1 });
    nowMs = 999;
    expect(await store.get("a")).toBe(1);
    nowMs = 1000;
    expect(await store.get("a")).toBeUndefined();
  });
});
