import { describe, expect, it } from "vitest";
import { rng } from "../../capabilities/rng/rng.ts";
import { handleOf } from "../../kit/handle-of.ts";
import { reasonOf } from "./open.ts";

/** What every source of chance has to do. */
export function chanceContract(provider: string, bind: () => unknown): void {
  const open = () => handleOf(rng(), bind());

  describe(`rng over ${provider}`, () => {
    it("gives numbers from 0 up to and without 1, all over", () => {
      const chance = open();
      const numbers = Array.from({ length: 2000 }, () => chance.number());
      expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
      expect(new Set(numbers.map((number) => Math.floor(number * 10))).size).toBe(10);
    });

    it("gives as many bytes as it is asked for", async () => {
      const chance = open();
      expect([0, 1, 33, 65_536].map((count) => chance.bytes(count).byteLength)).toEqual([0, 1, 33, 65_536]);
      expect(new Set(chance.bytes(10_000)).size).toBe(256);
      for (const count of [-1, 0.5, 65_537, Number.NaN]) {
        expect(await reasonOf(Promise.resolve().then(() => chance.bytes(count)))).toBe("invalid");
      }
    });

    it("gives UUIDs, each another", () => {
      const chance = open();
      const ids = Array.from({ length: 100 }, () => chance.uuid());
      expect(new Set(ids).size).toBe(100);
      expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(
        true,
      );
    });
  });
}
