import { type BlobName, CONTRACT } from "../columns.ts";
import type { Chart, Listing, Measure, Numeric, Panel } from "../panels/panel.ts";
import { columnsOf, conditionsSql, groupsOf, measureSql, orderSql, slotSql, type Words } from "./chart.ts";
import { assertIdentifier, type Dialect, type PanelQuery } from "./dialect.ts";

/** SQLite 3.38 or later, on a table with Analytics Engine's columns. Every value is bound. */
export function sqliteSql(dataset: string): Dialect {
  const table = assertIdentifier(dataset);
  return {
    name: "sqlite",
    render: (panel, query) => ({
      sql: panel.kind === "chart" ? chartSql(panel, table, query) : listingSql(panel, table, query),
      values: [query.fromS, query.toS, ...Object.values(query.filter)],
    }),
  };
}

function chartSql(chart: Chart, table: string, query: PanelQuery): string {
  const { bucketS } = query;
  const named = [
    ...(chart.overTime ? [`timestamp / ${bucketS} * ${bucketS} AS t`] : []),
    ...columnsOf(chart).map((name) => `${slotSql(name)} AS ${name}`),
    "CAST(_sample_interval * double2 AS INTEGER) AS weight",
  ];
  const points = `SELECT ${named.join(", ")}\n  FROM ${table}\n  WHERE ${whereSql(chart, query).join(" AND ")}`;
  const groups = groupsOf(chart);
  const measures = Object.entries(chart.measures).map(
    ([name, measure]) => `${measureSql(measure, outside)} AS ${name}`,
  );
  return [
    `SELECT ${[...groups, ...measures].join(", ")}`,
    `FROM (${ranked(chart, points)})`,
    `GROUP BY ${groups.join(", ")}`,
    `ORDER BY ${orderSql(chart)}`,
    `LIMIT ${chart.limit}`,
  ].join("\n");
}

/** Adds, per number whose quantiles are asked, the weight of the group up to the row and in all. */
function ranked(chart: Chart, points: string): string {
  const numbers = [...new Set(Object.values(chart.measures).flatMap(quantilesIn))];
  const group = groupsOf(chart).join(", ");
  const windows = numbers.flatMap((name) => {
    const sorted = `sum(weight) OVER (PARTITION BY ${group} ORDER BY ${name} ROWS BETWEEN UNBOUNDED PRECEDING AND`;
    return [`${sorted} CURRENT ROW) AS ${name}_upto`, `${sorted} UNBOUNDED FOLLOWING) AS ${name}_all`];
  });
  return windows.length === 0 ? points : `SELECT *, ${windows.join(", ")} FROM (${points})`;
}

function quantilesIn(measure: Measure): readonly Numeric[] {
  switch (measure.kind) {
    case "quantile":
      return [measure.of];
    case "ratio":
      return [...quantilesIn(measure.of), ...quantilesIn(measure.to)];
    case "difference":
      return [...quantilesIn(measure.of), ...quantilesIn(measure.less)];
    default:
      return [];
  }
}

function listingSql(listing: Listing, table: string, query: PanelQuery): string {
  const columns = ["timestamp AS t", ...listing.columns.map((name) => `${slotSql(name)} AS ${name}`)];
  return [
    `SELECT ${columns.join(", ")}`,
    `FROM ${table}`,
    `WHERE ${whereSql(listing, query).join(" AND ")}`,
    `ORDER BY t DESC, run_id DESC LIMIT ${listing.limit}`,
  ].join("\n");
}

function whereSql(panel: Panel, query: PanelQuery): readonly string[] {
  return [
    "timestamp >= ?",
    "timestamp < ?",
    `${slotSql("contract")} = ${CONTRACT}`,
    `${slotSql("kind")} = '${panel.of}'`,
    ...(panel.where?.length ? [conditionsSql(panel.where, inside)] : []),
    ...Object.keys(query.filter).map((name) => `${slotSql(name as BlobName)} = ?`),
  ];
}

const outside: Words = {
  column: (name) => name,
  weight: "weight",
  // Only texts of the panels' own come here.
  compare: (column, is, value) => `${column} ${is} '${value.replaceAll("'", "''")}'`,
  when: (condition, then) => `iif(${condition}, ${then}, 0)`,
  // Two whole numbers would give a whole number.
  divide: (of, by) => `1.0 * ${of} / ${by}`,
  max: (of) => `max(${of})`,
  min: (of) => `min(${of})`,
  quantile: (of, level) => `min(iif(${of}_upto >= ${level} * ${of}_all, ${of}, NULL))`,
};

const inside: Words = { ...outside, column: slotSql };
