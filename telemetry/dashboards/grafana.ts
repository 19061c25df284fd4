import { slots } from "../columns.ts";
import type { Panel, Unit } from "../panels/panel.ts";
import { bucketSql, panelSql } from "../sql/analytics-engine.ts";

/** The plugin that Analytics Engine's documentation recommends, and the macros it fills in. */
const PLUGIN = "vertamedia-clickhouse-datasource";
const source = { type: PLUGIN, uid: `\${datasource}` };
const COLUMNS = 2;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 9;
const UNITS: Readonly<Record<Unit, string>> = {
  count: "short",
  ratio: "percentunit",
  ms: "ms",
  s: "s",
  bytes: "bytes",
};

/** A dashboard to import into Grafana, as JSON text. */
export function grafanaDashboard(panels: readonly Panel[], dataset: string): string {
  const dashboard = {
    uid: "flowgate",
    title: "Flowgate",
    tags: ["flowgate"],
    schemaVersion: 39,
    version: 1,
    editable: true,
    timezone: "browser",
    time: { from: "now-6h", to: "now" },
    refresh: "1m",
    templating: { list: [datasourceVariable, flowVariable(dataset)] },
    panels: panels.map((panel, index) => grafanaPanel(panel, index, dataset)),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

const datasourceVariable = { name: "datasource", label: "Data source", type: "datasource", query: PLUGIN };

function flowVariable(dataset: string) {
  const where = "timestamp >= toDateTime($from) AND timestamp < toDateTime($to)";
  const query = `SELECT ${slots.flow} AS flow FROM ${dataset} WHERE ${where} GROUP BY flow ORDER BY flow`;
  return {
    name: "flow",
    label: "Flow",
    type: "query",
    datasource: source,
    query,
    refresh: 2,
    multi: true,
    includeAll: true,
    current: { text: "All", value: "$__all" },
  };
}

function grafanaPanel(panel: Panel, index: number, dataset: string) {
  const overTime = panel.kind === "chart" && panel.overTime;
  const frame = {
    table: dataset,
    from: "$from",
    to: "$to",
    // The plugin takes milliseconds.
    bucket: `${bucketSql("$interval")} * 1000`,
    where: [`${slots.flow} IN (\${flow:singlequote})`],
  };
  return {
    id: index + 1,
    title: panel.title,
    description: panel.meaning,
    type: overTime ? "timeseries" : "table",
    datasource: source,
    gridPos: { x: (index % COLUMNS) * WIDTH, y: Math.floor(index / COLUMNS) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: { defaults: fieldDefaults(panel), overrides: [] },
    options: {},
    targets: [
      {
        refId: "A",
        datasource: source,
        query: panelSql(panel, frame),
        format: overTime ? "time_series" : "table",
        dateTimeType: "DATETIME",
        dateTimeColDataType: "timestamp",
        intervalFactor: 1,
        round: "0s",
        extrapolate: false,
      },
    ],
  };
}

function fieldDefaults(panel: Panel) {
  if (panel.kind === "listing") return {};
  const bars = { custom: { drawStyle: "bars", fillOpacity: 60, stacking: { mode: "normal" } } };
  return { unit: UNITS[panel.unit], ...(panel.draw === "bars" && bars) };
}
