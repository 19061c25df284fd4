import type { Panel } from "../panels/panel.ts";
import { bucketSql, panelSql } from "../sql/analytics-engine.ts";

/** A panel over the last day, to paste into any tool that speaks to the SQL API or to ClickHouse. */
export function sqlFile(panel: Panel, dataset: string): string {
  const frame = {
    table: dataset,
    from: "toUInt32(now()) - 86400",
    to: "toUInt32(now()) + 1",
    bucket: bucketSql("300"),
    where: [],
  };
  return [
    `-- ${panel.title}: ${panel.meaning}`,
    `-- Generated from telemetry/panels/${panel.name}.ts by npm run generate.`,
    panelSql(panel, frame),
    "",
  ].join("\n");
}
