import type { Answer } from "./api.ts";
import type { Context } from "./context.ts";
import { numberOf, textOf } from "./rows.ts";
import type { NodeRun, PanelAnswer, Run } from "./wire.ts";

/** Points are looked for as far back as local ones are kept. */
const LOOK_BACK_MS = 7 * 86_400_000;

/** A run of the history; where it was not kept there, what the data points tell of it. */
export async function findRun(id: string, { ask }: Context, signal: AbortSignal): Promise<Answer<Run>> {
  const kept = await ask<Run>(`/_flow/runs/${encodeURIComponent(id)}`, {}, signal);
  if (kept.ok || kept.problem.kind !== "refused") return kept;
  const params = { run: id, from: Date.now() - LOOK_BACK_MS };
  const [runs, nodes] = await Promise.all([
    ask<PanelAnswer>("/_flow/api/panels/latest-runs", params, signal),
    ask<PanelAnswer>("/_flow/api/panels/run-nodes", params, signal),
  ]);
  const run = runs.ok ? runOf(runs.value, nodes.ok ? nodes.value : undefined) : undefined;
  return run ? { ok: true, value: run } : kept;
}

function runOf(runs: PanelAnswer, nodes: PanelAnswer | undefined): Run | undefined {
  const [row] = runs.rows;
  if (!row) return undefined;
  const text = (name: string) => textOf(runs, name)(row);
  const value = (name: string) => numberOf(runs, name)(row);
  // A point carries the time at which its run ended, in whole seconds.
  const startedAtMs = value("t") * 1_000 - value("duration_ms");
  return {
    run_id: text("run_id"),
    flow: text("flow"),
    version: text("version"),
    trigger: "",
    source: text("source"),
    place: text("place"),
    event_id: text("event_id"),
    attempt: value("attempts"),
    outcome: text("outcome"),
    code: text("code"),
    error: "",
    failed_node: text("node"),
    started_at_ms: startedAtMs,
    duration_ms: value("duration_ms"),
    guard_ms: 0,
    lag_ms: value("lag_ms"),
    status: Number(text("status")),
    settlement: text("settlement"),
    nodes_run: value("nodes_run"),
    retries: 0,
    batch_size: 0,
    bytes_in: 0,
    bytes_out: 0,
    stream_items: 0,
    colo: "",
    worker_version: "",
    trace_id: text("trace_id"),
    links: [],
    nodes: nodes ? nodesOf(nodes, text("flow"), startedAtMs) : [],
  };
}

function nodesOf(answer: PanelAnswer, flow: string, startedAtMs: number): readonly NodeRun[] {
  const [node, status, code] = [textOf(answer, "node"), textOf(answer, "outcome"), textOf(answer, "code")];
  const [attempts, offset, length] = [
    numberOf(answer, "attempts"),
    numberOf(answer, "offset_ms"),
    numberOf(answer, "duration_ms"),
  ];
  return answer.rows.map((row) => ({
    flow,
    node: node(row),
    status: status(row),
    code: code(row),
    attempts: attempts(row),
    started_at_ms: startedAtMs + offset(row),
    duration_ms: length(row),
  }));
}
