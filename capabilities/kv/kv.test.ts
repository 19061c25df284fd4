import { describe, expect, expectTypeOf, it } from "vitest";
import { kvContract } from "../../testing/contracts/kv.ts";
import { handleOf } from "../../testing/contracts/open.ts";
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
