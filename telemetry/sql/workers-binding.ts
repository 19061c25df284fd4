import { type BlobName, CONTRACT } from "../columns.ts";
import type { Chart, Listing, Panel } from "../panels/panel.ts";
import { conditionsSql, groupsOf, measureSql, orderSql, slotSql, type Words } from "./chart.ts";
import { assertIdentifier, type Dialect, type PanelQuery } from "./dialect.ts";

/**
 * The `analytics` binding, as developers.cloudflare.com/analytics/sql-api/sql-reference lists it: no aggregation over a
 * subquery, sampling applied by itself to SUM, named parameters `$p1`, `$p2`, an ISO timestamp as lower bound.
 */
export function workersBindingSql(dataset: string): Dialect {
  const table = `events.analyticsEngine.${assertIdentifier(dataset)}`;
  return {
    name: "workers-binding",
    render: (panel, query) => {
      const filters = Object.entries(query.filter);
      const sql = panel.kind === "chart" ? chartSql(panel, query.bucketS) : listingSql(panel);
      const text = [sql.select, `FROM ${table}`, `WHERE ${whereSql(panel, query).join("\n  AND ")}`, ...sql.rest];
      return { sql: text.join("\n"), values: filters.map(([, value]) => value) };
    },
  };
}

interface Parts {
  readonly select: string;
  readonly rest: readonly string[];
}

function chartSql(chart: Chart, bucketS: number): Parts {
  const bucket = `intDiv(toUnixTimestamp(timestamp), ${bucketS}) * ${bucketS} AS t`;
  const groups = [...(chart.overTime ? [bucket] : []), ...chart.by.map((name) => `${slotSql(name)} AS ${name}`)];
  const measures = Object.entries(chart.measures).map(([name, measure]) => `${measureSql(measure, words)} AS ${name}`);
  return {
    select: `SELECT\n  ${[...groups, ...measures].join(",\n  ")}`,
    rest: [`GROUP BY ${groupsOf(chart).join(", ")}`, `ORDER BY ${orderSql(chart)}`, `LIMIT ${chart.limit}`],
  };
}

function listingSql(listing: Listing): Parts {
  const columns = ["toUnixTimestamp(timestamp) AS t", ...listing.columns.map((name) => `${slotSql(name)} AS ${name}`)];
  return {
    select: `SELECT\n  ${columns.join(",\n  ")}`,
    rest: ["ORDER BY t DESC, run_id DESC", `LIMIT ${listing.limit}`],
  };
}

function whereSql(panel: Panel, query: PanelQuery): readonly string[] {
  return [
    `timestamp >= '${isoOf(query.fromS)}'`,
    `timestamp < '${isoOf(query.toS)}'`,
    `${slotSql("contract")} = ${CONTRACT}`,
    `${slotSql("kind")} = '${panel.of}'`,
    ...(panel.where?.length ? [conditionsSql(panel.where, words)] : []),
    ...Object.keys(query.filter).map((name, index) => `${slotSql(name as BlobName)} = $p${index + 1}`),
  ];
}

const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** `double2` is the weight that merging gave a point; the platform's own comes in by itself, or as `sampleInterval`. */
const words: Words = {
  column: slotSql,
  weight: slotSql("weight"),
  // Only texts of the panels' own come here.
  compare: (column, is, value) => `${column} ${is} '${value.replaceAll("'", "''")}'`,
  when: (condition, then) => `if(${condition}, ${then}, 0)`,
  divide: (of, by) => `${of} / ${by}`,
  max: (of) => `APPROX_MAX(${of})`,
  min: (of) => `APPROX_MIN(${of})`,
  quantile: (of, level) => `quantileWeighted(${level}, ${slotSql(of)}, toUInt32(sampleInterval * double2))`,
};
