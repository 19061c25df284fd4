import fc from "fast-check";
import { BLOBS, type BlobName, DOUBLES, type Row } from "../../telemetry/columns.ts";

/** A stored point: its row, when it was written, and how many points it stands for after sampling. */
export interface StoredPoint {
  readonly timestamp: number;
  readonly sampleInterval: number;
  readonly row: Row;
}

/** A row in which everything is empty but what is given. */
export function rowOf(part: Partial<Row>): Row {
  const blank = [...BLOBS.map(({ name }) => [name, ""]), ...DOUBLES.map(({ name }) => [name, 0])];
  return { ...Object.fromEntries(blank), contract: 1, weight: 1, kind: "run", ...part };
}

/** Names that would break a query that pastes them in. */
export const HOSTILE_NAMES = [
  "orders",
  "o'rders",
  "back\\slash\\'",
  "'; DROP TABLE points; --",
  "ключ 🔑",
  "a\u0000b\n",
  '"quoted" $p1 ? :x',
] as const;

/** Numbers whose sums are exact, so that their order does not matter. */
const quarter = (max: number) => fc.nat(max * 4).map((value) => value / 4);

const rows: fc.Arbitrary<Row> = fc
  .record({
    kind: fc.constantFrom("run", "run", "node"),
    flow: fc.constantFrom("orders", "orders", "orders", "o'rders"),
    source: fc.constantFrom("http", "queue", "cron"),
    place: fc.constantFrom("GET /a", "POST /a/:id"),
    outcome: fc.constantFrom("completed", "failed", "cancelled", "continued"),
    code: fc.constantFrom("", "RUN010", "RUN060", "TIME015"),
    node: fc.constantFrom("", "price", "save"),
    status: fc.constantFrom("", "200", "404"),
    settlement: fc.constantFrom("", "ack", "dead_letter"),
    colo: fc.constantFrom("AMS", "SIN"),
    worker_version: fc.constantFrom("v1", "v2"),
    run_id: fc.uuid(),
    contract: fc.constantFrom(1, 1, 1, 1, 1, 2),
    weight: fc.integer({ min: 1, max: 4 }),
  })
  .chain((texts) =>
    fc
      .record({
        duration_ms: quarter(10),
        lag_ms: quarter(20),
        attempts: fc.integer({ min: 1, max: 5 }),
        retries: fc.nat(3),
        batch_size: fc.nat(100),
        bytes_in: fc.nat(5_000),
        bytes_out: fc.nat(5_000),
        guard_ms: fc.nat(40),
        due_s: fc.nat(10).map((tick) => tick * 300),
        tick_interval_s: fc.constantFrom(0, 300, 600),
      })
      .map((doubles) => rowOf({ ...texts, ...doubles })),
  );

/** `maxSample` 1 is a store that does not sample. */
export function storedPoints(maxSample: number): fc.Arbitrary<readonly StoredPoint[]> {
  const point = fc.record({
    timestamp: fc.integer({ min: 900, max: 2_100 }),
    sampleInterval: fc.integer({ min: 1, max: maxSample }),
    row: rows,
  });
  return fc.uniqueArray(point, { maxLength: 80, size: "max", selector: ({ row }) => row.run_id });
}

export const panelQueries = fc.record({
  fromS: fc.integer({ min: 900, max: 1_200 }),
  toS: fc.integer({ min: 1_800, max: 2_100 }),
  bucketS: fc.constantFrom(1, 60, 1_000),
  filter: fc.constantFrom<Partial<Record<BlobName, string>>>(
    {},
    { flow: "orders" },
    { flow: "o'rders" },
    { flow: "orders", colo: "AMS" },
  ),
});
