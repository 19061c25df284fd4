import { failure } from "../../kernel/errors/failure.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import type { Records } from "../stores/records.ts";
import { read } from "./answers.ts";
import { RunQuery, runFilter } from "./query.ts";

/** Runs, newest first: of one flow, or of all. */
export async function listRuns(params: unknown, records: Records, flows: readonly string[]): Promise<Result<object>> {
  const query = read(RunQuery, params);
  if (!query.ok) return query;
  const { flow, limit } = query.value;
  const filter = await runFilter(query.value);
  const names = flow === undefined ? flows : [flow];
  const lists = await Promise.all(names.map((name) => records(name).listRuns(filter, limit)));
  const runs = lists.flat().toSorted((a, b) => b.startedAtMs - a.startedAtMs);
  return ok({ runs: runs.slice(0, limit) });
}

export async function showRun(runId: string, records: Records, flows: readonly string[]): Promise<Result<object>> {
  const found = await Promise.all(flows.map((name) => records(name).findRun(runId)));
  const run = found.find((one) => one !== undefined);
  return run ? ok(run) : fail(failure("HTTP104", "no run in the history has this id"));
}
