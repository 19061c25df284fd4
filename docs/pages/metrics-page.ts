import { BLOBS, CONTRACT, DOUBLES } from "../../telemetry/columns.ts";
import { ANALYTICS_ENGINE } from "../../telemetry/limits.ts";
import { panels } from "../../telemetry/panels/index.ts";
import { columnMeanings, INDEX } from "./column-meanings.ts";

/** `docs/metrics.md`: where each column lies, and which panels look at them. */
export function metricsPage(): string {
  return [
    "# Metrics",
    "",
    "Generated from `telemetry/columns.ts`, its meanings and `telemetry/panels/` by `npm run generate`.",
    "",
    "Each run writes one data point to Analytics Engine, and one per node where node points are switched on. A point",
    "holds no payload and no secret. A column keeps its slot for ever; `contract` tells apart points of tables whose",
    "slots changed their meaning.",
    "",
    "Two numbers say how much a point stands for: `_sample_interval`, the platform's own sampling, and `weight`, the",
    `merging of runs when one invocation has more than ${ANALYTICS_ENGINE.safePoints} points. A count is`,
    "`sum(_sample_interval * weight)`, a total `sum(_sample_interval * weight * column)`, a quantile",
    "`quantileExactWeighted(q)(column, weight)` over `toUInt32(_sample_interval * double2) AS weight`.",
    "",
    `## Columns, contract ${CONTRACT}`,
    "",
    "| slot | name | unit | meaning |",
    "| --- | --- | --- | --- |",
    `| \`index1\` | \`${INDEX.name}\` | at most ${ANALYTICS_ENGINE.maxIndexBytes} bytes | ${INDEX.meaning} |`,
    ...BLOBS.map(
      ({ name, maxBytes }, index) =>
        `| \`blob${index + 1}\` | \`${name}\` | at most ${maxBytes} bytes | ${columnMeanings[name]} |`,
    ),
    ...DOUBLES.map(
      ({ name, unit }, index) => `| \`double${index + 1}\` | \`${name}\` | ${unit} | ${columnMeanings[name]} |`,
    ),
    "",
    "A longer text is cut at the end of a character and ends in `…`. In a merged point a text that differs between its",
    "runs is `*`, the ids are those of the slowest run, and numbers are means.",
    "",
    "## Panels",
    "",
    "| panel | shows |",
    "| --- | --- |",
    ...panels.map(
      ({ name, title, meaning }) => `| [\`${name}\`](../telemetry/dashboards/sql/${name}.sql) | ${title}. ${meaning} |`,
    ),
    "",
  ].join("\n");
}
