import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coalesce, VARIOUS } from "./coalesce.ts";
import { BLOBS, DOUBLES, type Row } from "./columns.ts";

const blank = Object.fromEntries([
  ...BLOBS.map((column) => [column.name, ""]),
  ...DOUBLES.map((column) => [column.name, 0]),
]) as unknown as Row;
const row = (part: Partial<Row>): Row => ({ ...blank, weight: 1, ...part });

const rows = fc.array(
  fc
    .record({
      flow: fc.constantFrom("a", "b"),
      outcome: fc.constantFrom("completed", "failed", "retry"),
      duration_ms: fc.nat(1_000),
      bytes_in: fc.nat(1_000),
      run_id: fc.uuid(),
    })
    .map(row),
  { maxLength: 120 },
);

const total = (list: readonly Row[], of: (row: Row) => number) => list.reduce((sum, item) => sum + of(item), 0);

describe("coalesce", () => {
  it("leaves rows alone that are few enough", () => {
    const few = [row({ flow: "a" }), row({ flow: "b" })];
    expect(coalesce(few, 2)).toBe(few);
  });

  it("never gives more rows than asked, and keeps counts and sums", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 30 }), (all, max) => {
        const merged = coalesce(all, max);
        expect(merged.length).toBeLessThanOrEqual(max);
        expect(total(merged, (r) => r.weight)).toBe(all.length);
        expect(total(merged, (r) => r.weight * r.bytes_in)).toBeCloseTo(
          total(all, (r) => r.bytes_in),
          5,
        );
      }),
    );
  });

  it("keeps the count of each outcome when there is a row for each kind", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 6, max: 30 }), (all, max) => {
        const failed = (list: readonly Row[]) =>
          total(
            list.filter((r) => r.outcome === "failed"),
            (r) => r.weight,
          );
        expect(failed(coalesce(all, max))).toBe(failed(all));
      }),
    );
  });

  it("keeps the run id of the slowest", () => {
    const merged = coalesce([row({ run_id: "fast", duration_ms: 1 }), row({ run_id: "slow", duration_ms: 9 })], 1);
    expect(merged).toMatchObject([{ run_id: "slow", duration_ms: 5, weight: 2 }]);
  });

  it("shows what differs in a merged row as various", () => {
    const merged = coalesce([row({ outcome: "failed" }), row({ outcome: "retry" })], 1);
    expect(merged).toMatchObject([{ outcome: VARIOUS, weight: 2 }]);
  });
});
