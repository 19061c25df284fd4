import { type BlobName, CONTRACT, DOUBLES, type DoubleName, type Row } from "../../telemetry/columns.ts";
import {
  type Chart,
  type Condition,
  derived,
  type Listing,
  type Measure,
  type Numeric,
  type Panel,
} from "../../telemetry/panels/panel.ts";
import type { PanelQuery } from "../../telemetry/sql/dialect.ts";
import type { StoredPoint } from "./points.ts";

export type AnswerRow = Record<string, string | number>;

/** What a panel must answer, computed the plain way. Every point counts `weight * sampleInterval` times. */
export function evaluatePanel(panel: Panel, points: readonly StoredPoint[], query: PanelQuery): readonly AnswerRow[] {
  const seen = points.filter((point) => isSeen(panel, point, query));
  return panel.kind === "chart" ? chartRows(panel, seen, query) : listingRows(panel, seen);
}

function isSeen(panel: Panel, { timestamp, row }: StoredPoint, query: PanelQuery): boolean {
  return (
    timestamp >= query.fromS &&
    timestamp < query.toS &&
    row.contract === CONTRACT &&
    row.kind === panel.of &&
    Object.entries(query.filter).every(([name, value]) => row[name as BlobName] === value) &&
    (panel.where ?? []).every((condition) => holds(condition, row))
  );
}

function holds(condition: Condition, row: Row): boolean {
  if ("above" in condition) return numberOf(condition.column, row) > condition.above;
  if ("not" in condition) return row[condition.column] !== condition.not;
  return condition.in.includes(row[condition.column]);
}

const doubles: ReadonlySet<string> = new Set(DOUBLES.map(({ name }) => name));
const isDouble = (name: Numeric): name is DoubleName => doubles.has(name);

function numberOf(name: Numeric, row: Row): number {
  if (isDouble(name)) return row[name];
  // The arithmetic of a derived number is the same text everywhere: "10 - 3 * 0.8".
  const text = derived[name]((column) => String(row[column]));
  const [, left, sign, ...factors] = /^(\S+) ([-+]) (\S+)(?: \* (\S+))?$/.exec(text) ?? [];
  const right = factors.reduce((product, factor) => product * Number(factor ?? 1), 1);
  return sign === "+" ? Number(left) + right : Number(left) - right;
}

function listingRows(listing: Listing, points: readonly StoredPoint[]): readonly AnswerRow[] {
  const newest = [...points].sort((a, b) => b.timestamp - a.timestamp || compare(b.row.run_id, a.row.run_id));
  return newest
    .slice(0, listing.limit)
    .map(({ timestamp, row }) => ({ t: timestamp, ...Object.fromEntries(listing.columns.map((c) => [c, row[c]])) }));
}

function chartRows(chart: Chart, points: readonly StoredPoint[], query: PanelQuery): readonly AnswerRow[] {
  const groups = Map.groupBy(points, (point) => JSON.stringify(keysOf(chart, point, query)));
  const rows = [...groups.values()].map((group) => {
    const keys = keysOf(chart, group[0] as StoredPoint, query);
    const measures = Object.entries(chart.measures).map(([name, measure]) => [name, measured(measure, group)]);
    return { ...keys, ...Object.fromEntries(measures) };
  });
  const order = [...(chart.overTime ? ["t"] : []), ...chart.by];
  return rows.sort((a, b) => compareRows(a, b, order, chart.top)).slice(0, chart.limit);
}

function keysOf(chart: Chart, { timestamp, row }: StoredPoint, { bucketS }: PanelQuery): AnswerRow {
  const time = chart.overTime ? { t: Math.floor(timestamp / bucketS) * bucketS } : {};
  return { ...time, ...Object.fromEntries(chart.by.map((name) => [name, row[name]])) };
}

const weightOf = ({ row, sampleInterval }: StoredPoint) => row.weight * sampleInterval;
const total = (points: readonly StoredPoint[], of: (point: StoredPoint) => number) =>
  points.reduce((sum, point) => sum + of(point), 0);

function measured(measure: Measure, group: readonly StoredPoint[]): number {
  switch (measure.kind) {
    case "count": {
      const where = measure.where ?? [];
      return total(
        group.filter(({ row }) => where.every((condition) => holds(condition, row))),
        weightOf,
      );
    }
    case "sum":
      return total(group, (point) => weightOf(point) * numberOf(measure.of, point.row));
    case "max":
      return Math.max(...group.map(({ row }) => numberOf(measure.of, row)));
    case "min":
      return Math.min(...group.map(({ row }) => numberOf(measure.of, row)));
    case "quantile": {
      const values = group.flatMap((point) => Array<number>(weightOf(point)).fill(numberOf(measure.of, point.row)));
      values.sort((a, b) => a - b);
      return values[Math.ceil(measure.level * values.length) - 1] ?? 0;
    }
    case "ratio": {
      const to = measured(measure.to, group);
      return to === 0 ? 0 : measured(measure.of, group) / to;
    }
    case "difference":
      return measured(measure.of, group) - measured(measure.less, group);
  }
}

function compareRows(a: AnswerRow, b: AnswerRow, order: readonly string[], top: string | undefined): number {
  if (top !== undefined && a[top] !== b[top]) return Number(b[top]) - Number(a[top]);
  for (const name of order) {
    const difference = name === "t" ? Number(a.t) - Number(b.t) : compare(String(a[name]), String(b[name]));
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Text sorts by its bytes in every store. */
function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
