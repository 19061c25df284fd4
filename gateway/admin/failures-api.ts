import { type Failure, failure } from "../../kernel/errors/failure.ts";
import { type ReplayPorts, replayMany, replayOne } from "../failures/replay.ts";
import { flowOfId } from "../stores/failure-record.ts";
import type { Records } from "../stores/records.ts";
import { isFailure, read } from "./answers.ts";
import { FailureQuery, failureFilter, ReplayBody } from "./query.ts";

const NO_SUCH = failure("HTTP104", "no failure has this id; it may be too old to be kept");

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

export async function replayFailure(id: string, ports: ReplayPorts): Promise<object> {
  return (await replayOne(id, ports)) ?? NO_SUCH;
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
