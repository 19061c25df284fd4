import { describe, expect, it } from "vitest";
import { prefixed } from "../../capabilities/prefix.ts";
import { state } from "../../capabilities/state/state.ts";
import { handleOf } from "../../kit/handle-of.ts";
import { reasonOf } from "./open.ts";

/** What every store behind `state` has to do. `bind` gives the same objects each time; keys differ from test to test. */
export function stateContract(provider: string, bind: () => unknown): void {
  const open = () => handleOf(state("STATE", "write"), bind());

  describe(`state over ${provider}`, () => {
    it("gives back what was put, per key and field", async () => {
      const object = open().at("put");
      await object.put("a", { id: 1, lines: [null, "grüße 🌍"] });
      await object.put("b", null);
      expect(await object.get("a")).toEqual({ id: 1, lines: [null, "grüße 🌍"] });
      expect(await object.get("b")).toBeNull();
      expect(await object.get("c")).toBeUndefined();
      expect(await open().at("put2").get("a")).toBeUndefined();
      expect(await object.getMany(["b", "a", "c"])).toEqual(
        new Map<string, unknown>([
          ["b", null],
          ["a", { id: 1, lines: [null, "grüße 🌍"] }],
        ]),
      );
    });

    it("deletes, also what is not there, and starts anew after the last field", async () => {
      const object = open().at("delete");
      await object.put("a", 1);
      await object.delete("a");
      await object.delete("a");
      expect(await object.get("a")).toBeUndefined();
      await object.put("a", 2);
      expect(await object.get("a")).toBe(2);
    });

    it("takes no field for a property that all objects have", async () => {
      const object = open().at("names");
      for (const field of ["__proto__", "constructor", "toString"]) {
        expect(await object.get(field)).toBeUndefined();
        expect(await object.add(field, 2)).toBe(2);
        expect(await object.put(field, field)).toEqual(expect.any(String));
        expect(await object.get(field)).toBe(field);
      }
    });

    it("adds, and loses none of many additions at once", async () => {
      const object = open().at("add");
      await Promise.all(Array.from({ length: 50 }, () => open().at("add").add("n", 1)));
      expect(await object.add("n", -0.5)).toBe(49.5);
      expect(await object.get("n")).toBe(49.5);
    });

    it("refuses to add to what is no number, and sums that are none", async () => {
      const object = open().at("no-number");
      await object.put("text", "1");
      await object.put("large", Number.MAX_VALUE);
      expect(await reasonOf(object.add("text", 1))).toBe("invalid");
      expect(await reasonOf(object.add("large", Number.MAX_VALUE))).toBe("invalid");
      expect(await reasonOf(object.add("n", Number.NaN))).toBe("invalid");
      expect(await object.getMany(["text", "large", "n"])).toEqual(
        new Map<string, unknown>([
          ["text", "1"],
          ["large", Number.MAX_VALUE],
        ]),
      );
    });

    it("sets only what still has the version that was read", async () => {
      const object = open().at("cas");
      const first = await object.compareAndSet("a", null, 1);
      expect(first).toEqual(expect.any(String));
      expect(await object.compareAndSet("a", null, 2)).toBeUndefined();
      expect(await object.getVersioned("a")).toEqual({ value: 1, version: first });
      const second = await object.compareAndSet("a", first ?? "", 1);
      expect(second).not.toBe(first);
      expect(await object.compareAndSet("a", first ?? "", 3)).toBeUndefined();
      expect(await object.get("a")).toBe(1);
    });

    it("does not take a field that was deleted and put again for the same", async () => {
      const object = open().at("aba");
      const first = await object.put("a", 1);
      await object.delete("a");
      await object.put("a", 1);
      expect(await object.compareAndSet("a", first, 2)).toBeUndefined();
    });

    it("lets one of many that set at once win", async () => {
      const won = await Promise.all(
        Array.from({ length: 20 }, (_, index) => open().at("race").compareAndSet("a", null, index)),
      );
      expect(won.filter((version) => version !== undefined)).toHaveLength(1);
    });

    it("makes all of a transaction or nothing", async () => {
      const object = open().at("transaction");
      const { version } = (await object.transaction({ put: { a: 1, b: 2 } })) ?? { version: "" };
      const next = await object.transaction({
        onlyIf: { a: version, b: version, c: null },
        put: { a: 10 },
        delete: ["b"],
        add: { n: 5 },
      });
      expect(next).toEqual({ version: expect.any(String), sums: { n: 5 } });
      expect(await object.transaction({ onlyIf: { a: version }, put: { z: 1 }, delete: ["a"] })).toBeUndefined();
      expect(await reasonOf(object.transaction({ put: { z: 1 }, delete: ["a"], add: { q: 1, text: 1 } }))).toBe("done");
      expect(await object.getMany(["a", "b", "n", "z", "q"])).toEqual(
        new Map([
          ["n", 5],
          ["z", 1],
          ["q", 1],
        ]),
      );
    });

    it("changes nothing when one of the sums is none", async () => {
      const object = open().at("half");
      await object.put("text", "x");
      expect(await reasonOf(object.transaction({ put: { z: 1 }, add: { n: 1, text: 1 } }))).toBe("invalid");
      expect(await object.getMany(["z", "n"])).toEqual(new Map());
    });

    it("keeps prefixes apart", async () => {
      const ours = handleOf(prefixed("ours/", state("STATE", "write")), bind());
      await ours.at("x").put("a", 1);
      expect(await open().at("ours/x").get("a")).toBe(1);
      expect(await open().at("x").get("a")).toBeUndefined();
    });

    it("has no write methods when it is read only", () => {
      const reader = handleOf(state("STATE", "read"), bind());
      expect(Object.keys(reader.at("x"))).toEqual(["get", "getMany", "getVersioned"]);
    });

    it("has alarms only where the use names a queue for them", async () => {
      expect("setAlarm" in open().at("alarm")).toBe(false);
      const object = handleOf(state("STATE", "write", { alarm: "TEST_QUEUE" }), bind()).at("alarm");
      expect(await object.alarmAtMs()).toBeUndefined();
      const atMs = Date.now() + 3_600_000;
      await object.setAlarm(atMs - 1, { id: 1 });
      await object.setAlarm(atMs, { id: 2 });
      expect(await object.alarmAtMs()).toBe(atMs);
      await object.deleteAlarm();
      await object.deleteAlarm();
      expect(await object.alarmAtMs()).toBeUndefined();
      expect(await reasonOf(object.setAlarm(-1, {}))).toBe("invalid");
      expect(await reasonOf(object.setAlarm(1, Number.NaN))).toBe("invalid");
    });

    it.each([
      ["empty", "", "invalid"],
      ["a lone surrogate", "\ud800", "invalid"],
      ["too long", "x".repeat(1025), "too_large"],
    ])("refuses a key or field that is %s", async (_, name, reason) => {
      const object = open().at("names2");
      expect(await reasonOf(object.get(name))).toBe(reason);
      expect(await reasonOf(object.put(name, 1))).toBe(reason);
      expect(await reasonOf(object.compareAndSet(name, null, 1))).toBe(reason);
      expect(await reasonOf(object.delete(name))).toBe(reason);
      expect(await reasonOf(object.add(name, 1))).toBe(reason);
      expect(await reasonOf(Promise.resolve().then(() => open().at(name)))).toBe(reason);
    });

    it("refuses what is not JSON, is too large, or names a field twice", async () => {
      const object = open().at("values");
      expect(await reasonOf(object.put("a", undefined))).toBe("invalid");
      expect(await reasonOf(object.put("a", "x".repeat(1_999_000)))).toBe("too_large");
      expect(await reasonOf(object.put("a", "x".repeat(1_998_900)))).toBe("done");
      const large = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [index, "x".repeat(1_998_000)]));
      expect(await reasonOf(object.transaction({ put: large }))).toBe("too_large");
      expect(await reasonOf(object.transaction({ put: { a: 1 }, delete: ["a"] }))).toBe("invalid");
      expect(await reasonOf(object.transaction({ put: { a: 1 }, add: { a: 1 } }))).toBe("invalid");
    });
  });
}
