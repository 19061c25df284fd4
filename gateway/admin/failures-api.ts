import { failure } from "../../kernel/errors/failure.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import { type ReplayPorts, replayMany, replayOne } from "../failures/replay.ts";
import { flowOfId } from "../stores/failure-record.ts";
import type { Records } from "../stores/records.ts";
import { read, readBody } from "./answers.ts";
import { FailureQuery, failureFilter, ReplayBody, ReplayOneBody } from "./query.ts";

const NO_SUCH = fail(failure("HTTP104", "no failure has this id; it may be too old to be kept"));

/** More than any filter takes. */
const MAX_BODY_BYTES = 65_536;

/** Most replays end long before their lease. */
const ASK_AGAIN_MS = 2_000;

/** Failures, newest first: of one flow page by page, or the newest of all. */
export async function listFailures(
  params: unknown,
  records: Records,
  flows: readonly string[],
): Promise<Result<object>> {
  const query = read(FailureQuery, params);
  if (!query.ok) return query;
  const { flow, limit, cursor } = query.value;
  const filter = await failureFilter(query.value);
  if (flow !== undefined) return ok(await records(flow).listFailures(filter, { limit, cursor }));
  if (cursor !== undefined) return fail(failure("HTTP100", "a cursor belongs to one flow; name it in `flow`"));
  const pages = await Promise.all(flows.map((name) => records(name).listFailures(filter, { limit })));
  const failures = pages.flatMap((page) => page.failures).toSorted((a, b) => b.lastAtMs - a.lastAtMs);
  return ok({ failures: failures.slice(0, limit) });
}

export async function showFailure(id: string, records: Records): Promise<Result<object>> {
  const flow = flowOfId(id);
  const found = flow === undefined ? undefined : await records(flow).findFailure(id);
  return found ? ok(found) : NO_SUCH;
}

/** Replays one, by a body that may say `force`. Refused while another replay is at it, or when one has completed it. */
export async function replayFailure(id: string, request: Request, ports: ReplayPorts): Promise<Result<object>> {
  const query = await readBody(request, MAX_BODY_BYTES, ReplayOneBody);
  if (!query.ok) return query;
  const replayed = await replayOne(id, query.value.force, ports);
  if (!replayed) return NO_SUCH;
  const { result, runId = "", retryAfterMs = 0 } = replayed;
  const details = { run_id: runId };
  if (result === "running") {
    const message = `a replay of this failure is running: ${runId}`;
    return fail(failure("REPLAY101", message, { details, retryAfterMs: Math.min(retryAfterMs, ASK_AGAIN_MS) }));
  }
  if (result === "replayed") {
    return fail(failure("REPLAY102", `this failure was replayed, and run ${runId} completed`, { details }));
  }
  return ok(replayed);
}

/** Replays what the body's filter takes; see `replayMany`. */
export async function replayFailures(request: Request, ports: ReplayPorts): Promise<Result<object>> {
  const query = await readBody(request, MAX_BODY_BYTES, ReplayBody);
  if (!query.ok) return query;
  const { flow, limit, cursor, rate: perSecond, dry_run: dryRun } = query.value;
  if (flow === undefined) return fail(failure("HTTP100", "name the flow whose failures are to be replayed in `flow`"));
  const filter = await failureFilter(query.value);
  return ok(await replayMany({ flow, filter, limit, perSecond, dryRun, cursor }, ports));
}
