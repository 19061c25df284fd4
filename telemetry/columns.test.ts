import { describe, expect, it } from "vitest";
import { BLOBS, CONTRACT, DOUBLES, type Row, slots } from "./columns.ts";
import { ANALYTICS_ENGINE } from "./limits.ts";

describe("columns", () => {
  it("keep their slots in contract 1", () => {
    expect(CONTRACT).toBe(1);
    expect(Object.entries(slots).map(([name, slot]) => `${slot} ${name}`)).toMatchInlineSnapshot(`
      [
        "blob1 kind",
        "blob2 flow",
        "blob3 version",
        "blob4 source",
        "blob5 trigger",
        "blob6 place",
        "blob7 outcome",
        "blob8 code",
        "blob9 node",
        "blob10 status",
        "blob11 settlement",
        "blob12 colo",
        "blob13 worker_version",
        "blob14 run_id",
        "blob15 trace_id",
        "blob16 event_id",
        "double1 contract",
        "double2 weight",
        "double3 duration_ms",
        "double4 lag_ms",
        "double5 attempts",
        "double6 nodes_run",
        "double7 retries",
        "double8 batch_size",
        "double9 bytes_in",
        "double10 bytes_out",
        "double11 stream_items",
        "double12 guard_ms",
        "double13 due_s",
        "double14 tick_interval_s",
        "double15 offset_ms",
      ]
    `);
  });

  it("fit the platform whatever they hold", () => {
    expect(BLOBS.length).toBeLessThanOrEqual(ANALYTICS_ENGINE.maxBlobs);
    expect(DOUBLES.length).toBeLessThanOrEqual(ANALYTICS_ENGINE.maxDoubles);
    const bytes = BLOBS.reduce((sum, column) => sum + column.maxBytes, 0);
    expect(bytes).toBeLessThanOrEqual(ANALYTICS_ENGINE.maxBlobBytes);
  });

  it("do not compile under a wrong name or type", () => {
    // @ts-expect-error: no such column
    const unknown: Partial<Row> = { flwo: "orders" };
    // @ts-expect-error: a double
    const wrong: Partial<Row> = { duration_ms: "12" };
    expect([unknown, wrong]).toHaveLength(2);
  });
});
