import { describe, expect, it } from "vitest";
import { kv } from "../../capabilities/kv/kv.ts";
import { prefixed } from "../../capabilities/prefix.ts";
import { handleOf } from "../../kit/handle-of.ts";
import { reasonOf } from "./open.ts";
import { breaking, generated } from "./streams.ts";

const MiB = 1024 * 1024;

/** What every store behind `kv` has to do. `bind` gives what the environment holds; keys differ from test to test. */
export function kvContract(provider: string, bind: () => unknown): void {
  const open = () => handleOf(kv("STORE", "write"), bind());

  describe(`kv over ${provider}`, () => {
    it("gives back what was put, in its form", async () => {
      const store = open();
      await store.put("json", { id: "a", lines: [1, null, "x"] });
      await store.putText("text", "grüße 🌍");
      await store.putBytes("bytes", new Uint8Array([0, 255, 128]));
      await store.putStream("stream", generated(3, 2));
      expect(await store.get("json")).toEqual({ id: "a", lines: [1, null, "x"] });
      expect(await store.getText("text")).toBe("grüße 🌍");
      expect(await store.getBytes("bytes")).toEqual(new Uint8Array([0, 255, 128]));
      expect(await store.getBytes("stream")).toEqual(new Uint8Array([2, 2, 1, 1, 0, 0]));
      expect(await new Response(await store.getStream("text")).text()).toBe("grüße 🌍");
    });

    it("gives undefined for what is not there", async () => {
      const store = open();
      expect(await store.get("absent")).toBeUndefined();
      expect(await store.getBytes("absent")).toBeUndefined();
      expect(await store.getStream("absent")).toBeUndefined();
      expect(await store.getWithMetadata("absent")).toBeUndefined();
    });

    it("keeps an empty value apart from none", async () => {
      const store = open();
      await store.putText("empty", "");
      await store.put("null", null);
      expect(await store.getText("empty")).toBe("");
      expect(await store.getBytes("empty")).toEqual(new Uint8Array());
      expect(await store.get("null")).toBeNull();
    });

    it("keeps metadata beside the value", async () => {
      const store = open();
      await store.put("with", 1, { metadata: { by: "us" } });
      await store.put("without", 2);
      expect(await store.getWithMetadata("with")).toEqual({ value: 1, metadata: { by: "us" } });
      expect(await store.getWithMetadata("without")).toEqual({ value: 2, metadata: null });
    });

    it("deletes, also what is not there", async () => {
      const store = open();
      await store.put("gone", 1);
      await store.delete("gone");
      await store.delete("gone");
      expect(await store.get("gone")).toBeUndefined();
    });

    it("gets many in slices and leaves out what is not there", async () => {
      const store = handleOf(kv("STORE", "write", { prefix: "many/" }), bind());
      const keys = Array.from({ length: 101 }, (_, index) => `k${index}`);
      await Promise.all(keys.map((key) => store.put(key, key)));
      const found = await store.getMany([...keys, "absent", "k1"]);
      expect(found.size).toBe(101);
      expect(found.get("k100")).toBe("k100");
      expect(await store.getMany([])).toEqual(new Map());
    });

    it("lists keys in order, page by page", async () => {
      const store = handleOf(kv("STORE", "write", { prefix: "pages/" }), bind());
      for (const key of ["b", "a/2", "a/1", "a/3"]) await store.put(key, key, { metadata: key, ttlSeconds: 60 });
      const first = await store.list({ prefix: "a/", limit: 2 });
      const second = await store.list({ prefix: "a/", limit: 2, cursor: first.cursor });
      expect([...first.keys, ...second.keys].map(({ key }) => key)).toEqual(["a/1", "a/2", "a/3"]);
      expect(second.cursor).toBeUndefined();
      expect(first.keys[0]).toEqual({ key: "a/1", metadata: "a/1", expiresAtSeconds: expect.any(Number) });
      expect((await store.list({ prefix: "none" })).keys).toEqual([]);
    });

    it("keeps prefixes apart, also one in the other", async () => {
      const ours = handleOf(prefixed("ours/", kv("STORE", "write")), bind());
      const inner = handleOf(prefixed("ours/", kv("STORE", "read", { prefix: "inner/" })), bind());
      await ours.put("inner/x", 1);
      expect(await inner.get("x")).toBe(1);
      expect((await inner.list()).keys.map(({ key }) => key)).toEqual(["x"]);
      expect(await inner.getMany(["x", "y"])).toEqual(new Map([["x", 1]]));
      expect(await open().get("x")).toBeUndefined();
    });

    it("has no write methods when it is read only", () => {
      const methods = Object.keys(handleOf(kv("STORE", "read"), bind()));
      expect(methods).toEqual(["get", "getText", "getBytes", "getStream", "getWithMetadata", "getMany", "list"]);
    });

    it.each([
      ["empty", "", "invalid"],
      ["a dot", ".", "invalid"],
      ["two dots", "..", "invalid"],
      ["a lone surrogate", "\ud800", "invalid"],
      ["a number", 7 as unknown as string, "invalid"],
      ["513 bytes", `${"ü".repeat(256)}x`, "too_large"],
    ])("refuses a key that is %s", async (_, key, reason) => {
      const store = open();
      expect(await reasonOf(store.get(key))).toBe(reason);
      expect(await reasonOf(store.put(key, 1))).toBe(reason);
      expect(await reasonOf(store.delete(key))).toBe(reason);
      expect(await reasonOf(store.getMany([key]))).toBe(reason);
    });

    it("takes a key of 512 bytes, its prefix included", async () => {
      const store = handleOf(kv("STORE", "write", { prefix: "p/" }), bind());
      await store.put("x".repeat(510), 1);
      expect(await store.get("x".repeat(510))).toBe(1);
      expect(await reasonOf(store.put("x".repeat(511), 1))).toBe("too_large");
    });

    it.each([
      ["undefined", undefined],
      ["NaN", { deep: [Number.NaN] }],
      ["a function", () => 1],
      ["a map", new Map()],
    ])("refuses a value that is not JSON: %s", async (_, value) => {
      expect(await reasonOf(open().put("not-json", value))).toBe("invalid");
    });

    it("refuses a cyclic value, and text where bytes belong", async () => {
      const cyclic: Record<string, unknown> = {};
      cyclic.self = cyclic;
      expect(await reasonOf(open().put("cyclic", cyclic))).toBe("invalid");
      expect(await reasonOf(open().putBytes("bytes", { length: 1 } as never))).toBe("invalid");
      expect(await reasonOf(open().putStream("stream", "text" as never))).toBe("invalid");
    });

    it("says that a value stored in another form is not JSON", async () => {
      const store = open();
      await store.putText("form", "hello");
      expect(await reasonOf(store.get("form"))).toBe("invalid");
      expect(await store.getText("form")).toBe("hello");
    });

    it("refuses values above 25 MiB and stores nothing of them", async () => {
      const store = open();
      expect(await reasonOf(store.putBytes("large", new Uint8Array(25 * MiB + 1)))).toBe("too_large");
      expect(await reasonOf(store.putText("large", "ü".repeat(12.5 * MiB + 1)))).toBe("too_large");
      expect(await reasonOf(store.putStream("large", generated(26, MiB)))).toBe("too_large");
      expect(await store.getText("large")).toBeUndefined();
    });

    it("stores nothing of a stream that breaks", async () => {
      const store = open();
      await store.putText("half", "before");
      expect(await reasonOf(store.putStream("half", breaking(2, 1000)))).toBe("unavailable");
      expect(await store.getText("half")).toBe("before");
    });

    it.each([
      ["a ttl below 60 s", { ttlSeconds: 59 }, "invalid"],
      ["a ttl that is no whole number", { ttlSeconds: 60.5 }, "invalid"],
      ["a negative ttl", { ttlSeconds: -1 }, "invalid"],
      ["metadata above 1,024 bytes", { metadata: "x".repeat(1023) }, "too_large"],
      ["metadata that is not JSON", { metadata: () => 1 }, "invalid"],
    ])("refuses %s", async (_, options, reason) => {
      expect(await reasonOf(open().put("options", 1, options))).toBe(reason);
    });

    it("refuses a cursor that is made up or from another list", async () => {
      const store = handleOf(kv("STORE", "write", { prefix: "cursors/" }), bind());
      for (const key of ["a1", "a2", "b1", "b2"]) await store.put(key, 1);
      const { cursor } = await store.list({ prefix: "a", limit: 1 });
      expect(cursor).toBeTypeOf("string");
      for (const made of ["", "x", "1.x", "AAAA", `${cursor}x`]) {
        expect(await reasonOf(store.list({ prefix: "a", cursor: made }))).toBe("invalid");
      }
      expect(await reasonOf(store.list({ prefix: "b", cursor }))).toBe("invalid");
    });

    it.each([0, 1001, 1.5, Number.NaN])("refuses a page of %s keys", async (limit) => {
      expect(await reasonOf(open().list({ limit }))).toBe("invalid");
    });
  });
}
