import { describe, expect, it } from "vitest";
import { cache } from "../../capabilities/cache/cache.ts";
import { prefixed } from "../../capabilities/prefix.ts";
import { handleOf } from "../../kit/handle-of.ts";
import { reasonOf } from "./open.ts";

const ttlSeconds = 60;

/** What every store behind `cache` has to do. `bind` gives what the environment holds; keys differ from test to test. */
export function cacheContract(provider: string, bind: () => unknown): void {
  const open = () => handleOf(cache("prices"), bind());

  describe(`cache over ${provider}`, () => {
    it("gives back what was put", async () => {
      const store = open();
      await store.put("json ü/?&#", { id: 1, text: "grüße 🌍" }, { ttlSeconds });
      await store.putBytes("bytes", new Uint8Array([0, 255]), { ttlSeconds });
      expect(await store.get("json ü/?&#")).toEqual({ id: 1, text: "grüße 🌍" });
      expect(await store.getBytes("bytes")).toEqual(new Uint8Array([0, 255]));
      expect(await store.get("absent")).toBeUndefined();
      expect(await store.getBytes("absent")).toBeUndefined();
    });

    it("replaces and deletes, also what is not there", async () => {
      const store = open();
      await store.put("a", 1, { ttlSeconds });
      await store.put("a", 2, { ttlSeconds });
      expect(await store.get("a")).toBe(2);
      await store.delete("a");
      await store.delete("a");
      expect(await store.get("a")).toBeUndefined();
    });

    it("keeps prefixes apart", async () => {
      await handleOf(prefixed("ours/", cache("prices")), bind()).put("b", 1, { ttlSeconds });
      expect(await open().get("ours/b")).toBe(1);
      expect(await open().get("b")).toBeUndefined();
    });

    it.each([
      ["an empty key", "", "invalid"],
      ["a key that is too long", "x".repeat(1025), "too_large"],
      ["a lone surrogate", "\ud800", "invalid"],
    ])("refuses %s", async (_, key, reason) => {
      expect(await reasonOf(open().put(key, 1, { ttlSeconds }))).toBe(reason);
      expect(await reasonOf(open().get(key))).toBe(reason);
      expect(await reasonOf(open().delete(key))).toBe(reason);
    });

    it.each([0, 1.5, -1, Number.NaN])("refuses a ttl of %s", async (seconds) => {
      expect(await reasonOf(open().put("c", 1, { ttlSeconds: seconds }))).toBe("invalid");
    });

    it("refuses what is not JSON", async () => {
      expect(await reasonOf(open().put("c", undefined, { ttlSeconds }))).toBe("invalid");
    });

    it("refuses bytes that are none, and says when what is stored is not JSON", async () => {
      const store = open();
      expect(await reasonOf(store.putBytes("d", "text" as never, { ttlSeconds }))).toBe("invalid");
      await store.putBytes("d", new Uint8Array([123]), { ttlSeconds });
      expect(await reasonOf(store.get("d"))).toBe("invalid");
    });
  });
}
