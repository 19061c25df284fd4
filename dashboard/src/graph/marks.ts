import { duration, number, plural } from "../format.ts";
import { numberOf, textOf } from "../rows.ts";
import type { PanelAnswer, Run } from "../wire.ts";
import type { Marks, NodeMark } from "./picture.ts";

/** What one run did with its flow's nodes. */
export function marksOfRun(run: Run): Marks {
  const counts = new Map<string, NodeMark>();
  for (const [alias, tries] of Map.groupBy(
    run.nodes.filter(({ flow }) => flow === run.flow),
    ({ node }) => node,
  )) {
    const totalMs = tries.reduce((sum, { duration_ms: ms }) => sum + ms, 0);
    const failed = tries.find(({ status }) => status === "failed");
    const times = tries.length > 1 ? `${tries.length}× ` : "";
    counts.set(alias, { text: `${times}${duration(totalMs)}`, failed: failed ? `failed ${failed.code}` : "" });
  }
  return { counts, taken: new Set([...counts.keys(), run.trigger]) };
}

/** What all runs of a range did, by the panel of nodes and the counts of each trigger. */
export function marksOfRange(nodes: PanelAnswer | undefined, triggers: ReadonlyMap<string, number>): Marks {
  const counts = new Map<string, NodeMark>();
  for (const [alias, runs] of triggers) counts.set(alias, { text: plural(runs, "run"), failed: "" });
  if (!nodes) return { counts };
  const [alias, ran, failed, p95] = [
    textOf(nodes, "node"),
    numberOf(nodes, "executions"),
    numberOf(nodes, "failures"),
    numberOf(nodes, "p95"),
  ];
  for (const row of nodes.rows) {
    const failures = failed(row) > 0 ? `${number(failed(row))} failed` : "";
    counts.set(alias(row), { text: `${number(ran(row))}× · p95 ${duration(p95(row))}`, failed: failures });
  }
  return { counts };
}
