import { failure } from "../../kernel/errors/failure.ts";
import type { Records } from "../stores/records.ts";
import { isFailure, read } from "./answers.ts";
import { RunQuery, runFilter } from "./query.ts";

/** Runs, newest first: of one flow, or of all. */
export async function listRuns(params: unknown, records: Records, flows: readonly string[]): Promise<object> {
  const query = read(RunQuery, params);
  if (isFailure(query)) return query;
  const { flow, limit } = query;
  const filter = await runFilter(query);
  const names = flow === undefined ? flows : [flow];
  const lists = await Promise.all(names.map((name) => records(name).listRuns(filter, limit)));
  const runs = lists.flat().toSorted((a, b) => b.startedAtMs - a.startedAtMs);
  return { runs: runs.slice(0, limit) };
}

export async function showRun(runId: string, records: Records, flows: readonly string[]): Promise<object> {
  const found = await Promise.all(flows.map((name) => records(name).findRun(runId)));
  return found.find((run) => run !== undefined) ?? failure("HTTP104", "no run in the history has this id");
}
