import { asBytes, asHex } from "../../base/bytes.ts";
import { type BlobName, CONTRACT } from "../columns.ts";
import type { Chart, Listing, Panel } from "../panels/panel.ts";
import { columnsOf, conditionsSql, groupsOf, measureSql, orderSql, slotSql, type Words } from "./chart.ts";
import { assertIdentifier, type Dialect, type PanelQuery } from "./dialect.ts";

/**
 * Analytics Engine's SQL API, as developers.cloudflare.com/analytics/analytics-engine/sql-reference lists it. Every
 * ClickHouse runs it on a table with the same columns. It has no placeholders; see `compare`.
 */
export function analyticsEngineSql(dataset: string): Dialect {
  const table = assertIdentifier(dataset);
  return {
    name: "analytics-engine",
    render: (panel, query) => ({ sql: panelSql(panel, frameOf(table, query)), values: [] }),
  };
}

/** What a panel's text is set in: literals, or the macros of a tool that fills them in. */
export interface Frame {
  readonly table: string;
  /** Seconds since the epoch, as SQL. */
  readonly from: string;
  readonly to: string;
  /** The start of a point's bucket, as SQL. */
  readonly bucket: string;
  /** Further conditions, as SQL. */
  readonly where: readonly string[];
}

function frameOf(table: string, { fromS, toS, bucketS, filter }: PanelQuery): Frame {
  const where = Object.entries(filter).map(([name, value]) => compare(slotSql(name as BlobName), "=", value));
  return { table, from: String(fromS), to: String(toS), bucket: bucketSql(String(bucketS)), where };
}

/** The form of the reference's own examples. */
export function bucketSql(seconds: string): string {
  return `intDiv(toUInt32(timestamp), ${seconds}) * ${seconds}`;
}

export function panelSql(panel: Panel, frame: Frame): string {
  return panel.kind === "chart" ? chartSql(panel, frame) : listingSql(panel, frame);
}

/** The inner query gives columns their names, so that aggregates take columns, as their reference has it. */
function chartSql(chart: Chart, frame: Frame): string {
  const inner = [
    ...(chart.overTime ? [`${frame.bucket} AS t`] : []),
    ...columnsOf(chart).map((name) => `${slotSql(name)} AS ${name}`),
    "toUInt32(_sample_interval * double2) AS weight",
  ];
  const groups = groupsOf(chart);
  const measures = Object.entries(chart.measures).map(
    ([name, measure]) => `${measureSql(measure, outside)} AS ${name}`,
  );
  return [
    `SELECT\n  ${[...groups, ...measures].join(",\n  ")}`,
    `FROM (\n  SELECT\n    ${inner.join(",\n    ")}`,
    `  FROM ${frame.table}`,
    `  WHERE ${whereSql(chart, frame).join("\n    AND ")}\n)`,
    `GROUP BY ${groups.join(", ")}`,
    `ORDER BY ${orderSql(chart)}`,
    `LIMIT ${chart.limit}`,
  ].join("\n");
}

function listingSql(listing: Listing, frame: Frame): string {
  const columns = ["toUInt32(timestamp) AS t", ...listing.columns.map((name) => `${slotSql(name)} AS ${name}`)];
  return [
    `SELECT\n  ${columns.join(",\n  ")}`,
    `FROM ${frame.table}`,
    `WHERE ${whereSql(listing, frame).join("\n  AND ")}`,
    "ORDER BY t DESC, run_id DESC",
    `LIMIT ${listing.limit}`,
  ].join("\n");
}

function whereSql(panel: Panel, frame: Frame): readonly string[] {
  return [
    `timestamp >= toDateTime(${frame.from})`,
    `timestamp < toDateTime(${frame.to})`,
    `${slotSql("contract")} = ${CONTRACT}`,
    compare(slotSql("kind"), "=", panel.of),
    ...(panel.where?.length ? [conditionsSql(panel.where, inside)] : []),
    ...frame.where,
  ];
}

/** The reference names no escape for a quote or backslash; a text that has more than plain signs is compared as hex. */
function compare(column: string, is: "=" | "!=", value: string): string {
  return /^[\w .:/*@-]*$/.test(value) ? `${column} ${is} '${value}'` : `hex(${column}) ${is} '${hexOf(value)}'`;
}

function hexOf(text: string): string {
  return asHex(asBytes(text)).toUpperCase();
}

const outside: Words = {
  column: (name) => name,
  weight: "weight",
  compare,
  when: (condition, then) => `if(${condition}, ${then}, 0)`,
  divide: (of, by) => `${of} / ${by}`,
  max: (of) => `max(${of})`,
  min: (of) => `min(${of})`,
  quantile: (of, level) => `quantileExactWeighted(${level})(${of}, weight)`,
};

const inside: Words = { ...outside, column: slotSql };
