import { type Failure, failure } from "../../kernel/errors/failure.ts";
import { type ReplayPorts, replayMany, replayOne } from "../failures/replay.ts";
import { flowOfId } from "../stores/failure-record.ts";
import type { Records } from "../stores/records.ts";
import { isFailure, read } from "./answers.ts";
import { FailureQuery, failureFilter, ReplayBody, ReplayOneBody } from "./query.ts";

const NO_SUCH = failure("HTTP104", "no failure has this id; it may be too old to be kept");

/** Most replays end long before their lease. */
const ASK_AGAIN_MS = 2_000;

/** Failures, newest first: of one flow page by page, or the newest of all. */
export async function listFailures(params: unknown, records: Records, flows: readonly string[]): Promise<object> {
  const query = read(FailureQuery, params);
  if (isFailure(query)) return query;
  const { flow, limit, cursor } = query;
  const filter = await failureFilter(query);
  if (flow !== undefined) return records(flow).listFailures(filter, { limit, cursor });
  if (cursor !== undefined) return failure("HTTP100", "a cursor belongs to one flow; name it in `flow`");
  const pages = await Promise.all(flows.map((name) => records(name).listFailures(filter, { limit })));
  const failures = pages.flatMap((page) => page.failures).toSorted((a, b) => b.lastAtMs - a.lastAtMs);
  return { failures: failures.slice(0, limit) };
}

export async function showFailure(id: string, records: Records): Promise<object> {
  const flow = flowOfId(id);
  return (flow === undefined ? undefined : await records(flow).findFailure(id)) ?? NO_SUCH;
}

/** Replays one, by a body that may say `force`. Refused while another replay is at it, or when one has completed it. */
export async function replayFailure(id: string, body: unknown, ports: ReplayPorts): Promise<object | Failure> {
  const query = read(ReplayOneBody, body);
  if (isFailure(query)) return query;
  const replayed = (await replayOne(id, query.force, ports)) ?? NO_SUCH;
  if (isFailure(replayed)) return replayed;
  const { result, runId = "", retryAfterMs = 0 } = replayed;
  const details = { run_id: runId };
  if (result === "running") {
    const waitMs = Math.min(retryAfterMs, ASK_AGAIN_MS);
    return failure("REPLAY101", `a replay of this failure is running: ${runId}`, { details, retryAfterMs: waitMs });
  }
  if (result === "replayed") {
    return failure("REPLAY102", `this failure was replayed, and run ${runId} completed`, { details });
  }
  return replayed;
}

/** Replays what the body's filter takes; see `replayMany`. */
export async function replayFailures(body: unknown, ports: ReplayPorts): Promise<object | Failure> {
  const query = read(ReplayBody, body);
  if (isFailure(query)) return query;
  const { flow, limit, cursor, rate: perSecond, dry_run: dryRun } = query;
  if (flow === undefined) return failure("HTTP100", "name the flow whose failures are to be replayed in `flow`");
  const filter = await failureFilter(query);
  return replayMany({ flow, filter, limit, perSecond, dryRun, cursor }, ports);
}
