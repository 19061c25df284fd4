import type { Answer } from "./api.ts";
import type { Context } from "./context.ts";
import { linesOf, placeText, type RunLine } from "./run-table.ts";
import type { PanelAnswer, Run } from "./wire.ts";

export interface FoundRuns {
  readonly lines: readonly RunLine[];
  /** Whether they come from metrics; else from the history, which keeps the last of each flow. */
  readonly metrics: boolean;
}

/** The latest runs of the range; where no metrics can be read, those of the history. */
export async function findRuns(context: Context, signal: AbortSignal): Promise<Answer<FoundRuns>> {
  const found = await context.panel<PanelAnswer>("latest-runs", signal);
  if (found.ok) return { ok: true, value: { lines: linesOf(found.value), metrics: true } };
  if (found.problem.kind !== "refused" || found.problem.code !== NO_METRICS) return found;
  const { flow, place } = context.address();
  const kept = await searchRuns({ flow: place.view === "flow" ? place.id : flow }, context, signal);
  return kept.ok ? { ok: true, value: { lines: kept.value, metrics: false } } : found;
}

const NO_METRICS = "RES101";

/** Runs of the history: of a flow, or those with an id. */
export async function searchRuns(
  params: { readonly flow?: string; readonly q?: string },
  { ask }: Context,
  signal: AbortSignal,
): Promise<Answer<readonly RunLine[]>> {
  const found = await ask<{ runs: readonly Run[] }>("/_flow/runs", params, signal);
  return found.ok ? { ok: true, value: found.value.runs.map(lineOf) } : found;
}

function lineOf(run: Run): RunLine {
  const { run_id: runId, flow, source, outcome, code, failed_node: node, duration_ms: durationMs } = run;
  const place = placeText(source, run.place);
  return { runId, atMs: run.started_at_ms, flow, place, outcome, code, node, durationMs, weight: 1 };
}
