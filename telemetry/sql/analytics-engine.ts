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
    render: (panel, query) => ({ sql: panelSql(panel, table, timesOf(query), query.filter), values: [] }),
  };
}

/** Parts of the text that say when: numbers, or the macros of a tool that fills them in. */
export interface Times {
  readonly from: string;
  readonly to: string;
  readonly bucket: string;
}

type Filter = PanelQuery["filter"];

function timesOf(query: PanelQuery): Times {
  return { from: String(query.fromS), to: String(query.toS), bucket: String(query.bucketS) };
}

export function panelSql(panel: Panel, table: string, times: Times, filter: Filter): string {
  return panel.kind === "chart" ? chartSql(panel, table, times, filter) : listingSql(panel, table, times, filter);
}

/** The inner query gives columns their names, so that aggregates take columns, as their reference has it. */
function chartSql(chart: Chart, table: string, times: Times, filter: Filter): string {
  const bucket = `intDiv(toUInt32(timestamp), ${times.bucket}) * ${times.bucket} AS t`;
  const inner = [
    ...(chart.overTime ? [bucket] : []),
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
    `  FROM ${table}`,
    `  WHERE ${whereSql(chart, times, filter).join("\n    AND ")}\n)`,
    `GROUP BY ${groups.join(", ")}`,
    `ORDER BY ${orderSql(chart)}`,
    `LIMIT ${chart.limit}`,
  ].join("\n");
}

function listingSql(listing: Listing, table: string, times: Times, filter: Filter): string {
  const columns = ["toUInt32(timestamp) AS t", ...listing.columns.map((name) => `${slotSql(name)} AS ${name}`)];
  return [
    `SELECT\n  ${columns.join(",\n  ")}`,
    `FROM ${table}`,
    `WHERE ${whereSql(listing, times, filter).join("\n  AND ")}`,
    "ORDER BY t DESC, run_id DESC",
    `LIMIT ${listing.limit}`,
  ].join("\n");
}

function whereSql(panel: Panel, times: Times, filter: Filter): readonly string[] {
  return [
    `timestamp >= toDateTime(${times.from})`,
    `timestamp < toDateTime(${times.to})`,
    `${slotSql("contract")} = ${CONTRACT}`,
    compare(slotSql("kind"), "=", panel.of),
    ...(panel.where?.length ? [conditionsSql(panel.where, inside)] : []),
    ...Object.entries(filter).map(([name, value]) => compare(slotSql(name as BlobName), "=", value)),
  ];
}

/** The reference names no escape for a quote or backslash; a text that has more than plain signs is compared as hex. */
function compare(column: string, is: "=" | "!=", value: string): string {
  return /^[\w .:/*@-]*$/.test(value) ? `${column} ${is} '${value}'` : `hex(${column}) ${is} '${hexOf(value)}'`;
}

function hexOf(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join("");
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
