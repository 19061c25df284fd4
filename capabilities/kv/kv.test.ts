import { describe, expect, expectTypeOf, it } from "vitest";
import { handleOf } from "../../kit/handle-of.ts";
import { kvContract } from "../../testing/contracts/kv.ts";
import { reasonOf } from "../../testing/contracts/open.ts";
import type { KvHandle, KvReader } from "./handle.ts";
import { kv } from "./kv.ts";
import { memoryKv } from "./memory.ts";

kvContract("memory", memoryKvOnce());

function memoryKvOnce(): () => unknown {
  const store = memoryKv();
  return () => store;
}

describe("kv", () => {
  it("types its handle by the access asked for", () => {
    expectTypeOf(handleOf(kv("ORDERS", "write"), memoryKv())).toEqualTypeOf<KvHandle>();
    const reader = handleOf(kv("ORDERS", "read"), memoryKv());
    expectTypeOf(reader).toEqualTypeOf<KvReader>();
    expect("put" in reader).toBe(false);
  });

  it("hints at what it does", () => {
    expect(kv("ORDERS", "read").hints).toEqual([
      { hint: "resource::kv::read", effects: "read_only", determinism: "best_effort" },
    ]);
    expect(kv("ORDERS", "write").hints).toEqual([
      { hint: "resource::kv::write", effects: "effectful", determinism: "best_effort" },
    ]);
  });
});

describe("memoryKv", () => {
  it("forgets a value when its ttl is over", async () => {
    let nowMs = 1000;
    const store = handleOf(kv("ORDERS", "write"), memoryKv({ now: () => nowMs }));
    await store.put("a", 1, { ttlSeconds: 60 });
    nowMs += 59_999;
    expect(await store.get("a")).toBe(1);
    nowMs += 1;
    expect(await store.get("a")).toBeUndefined();
    expect((await store.list()).keys).toEqual([]);
  });
});

describe("kv over a namespace that fails", () => {
  it.each([
    ["KV PUT failed: 400 Invalid expiration_ttl of 59.", "invalid"],
    ["KV GET failed: 401 Unauthorized", "denied"],
    ["KV PUT failed: 413 Value length of 26214401 exceeds limit of 26214400.", "too_large"],
    ["KV GET failed: 414 UTF-8 encoded length of 513 exceeds key length limit of 512.", "too_large"],
    ["KV PUT failed: 429 Too Many Requests", "rate_limited"],
    ["KV GET failed: 500 Internal Server Error", "unavailable"],
    ["Network connection lost.", "unavailable"],
  ])("maps %s", async (text, reason) => {
    const fail = () => Promise.reject(new Error(text));
    const namespace = { get: fail, getWithMetadata: fail, put: fail, delete: fail, list: fail };
    const store = handleOf(kv("ORDERS", "write"), namespace);
    expect(await reasonOf(store.put("a", 1))).toBe(reason);
    expect(await reasonOf(store.get("a"))).toBe(reason);
    expect(await reasonOf(store.delete("a"))).toBe(reason);
    expect(await reasonOf(store.list())).toBe(reason);
    expect(await reasonOf(store.getMany(["a"]))).toBe(reason);
  });
});
