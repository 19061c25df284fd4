import * as v from "valibot";
import { sentId } from "../../triggers/http/sent-ids.ts";
import type { FailureFilter } from "../stores/sql-failures.ts";
import type { RunFilter } from "../stores/sql-history.ts";

const MAX_LIMIT = 1_000;

/** ISO 8601, or milliseconds since the epoch. */
const time = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform((given) => (Number.isNaN(Number(given)) ? Date.parse(String(given)) : Number(given))),
  v.number(),
  v.finite(),
);
const flag = v.pipe(
  v.union([v.boolean(), v.picklist(["true", "false"])]),
  v.transform((given) => String(given) === "true"),
);
const limit = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(Number),
  v.integer(),
  v.minValue(1),
  v.maxValue(MAX_LIMIT),
);
const text = v.pipe(v.string(), v.minLength(1));

const filter = {
  flow: v.optional(text),
  code: v.optional(text),
  node: v.optional(text),
  trigger: v.optional(text),
  event_id: v.optional(text),
  since: v.optional(time),
  until: v.optional(time),
};

/** `GET /_flow/failures` */
export const FailureQuery = v.strictObject({
  ...filter,
  open: v.optional(flag),
  limit: v.optional(limit, 100),
  cursor: v.optional(text),
});

/** `POST /_flow/failures/replay` */
export const ReplayBody = v.strictObject({
  ...filter,
  limit: v.optional(limit, 100),
  cursor: v.optional(text),
  /** Starts per second. */
  rate: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1_000)), 10),
  dry_run: v.optional(v.boolean(), false),
});

/** `POST /_flow/failures/:id/replay` */
export const ReplayOneBody = v.strictObject({
  /** Also if a replay has completed it. */
  force: v.optional(v.boolean(), false),
});

/** `GET /_flow/runs` */
export const RunQuery = v.strictObject({
  flow: v.optional(text),
  q: v.optional(text),
  failed: v.optional(flag),
  code: v.optional(text),
  before: v.optional(time),
  ended_since: v.optional(time),
  limit: v.optional(limit, 100),
});

/** What an operator looks for may be what a sender chose, of which only a hash is kept. */
async function asKept(sought: string | undefined): Promise<readonly string[] | undefined> {
  return sought === undefined ? undefined : [sought, await sentId(sought)];
}

export async function failureFilter(query: Omit<v.InferOutput<typeof FailureQuery>, "limit">): Promise<FailureFilter> {
  const { code, node, trigger, since: sinceMs, until: untilMs, open } = query;
  return { code, node, trigger, eventId: await asKept(query.event_id), sinceMs, untilMs, open };
}

export async function runFilter(query: v.InferOutput<typeof RunQuery>): Promise<RunFilter> {
  const { failed, code, before: beforeMs, ended_since: endedSinceMs } = query;
  return { q: await asKept(query.q), failed, code, beforeMs, endedSinceMs };
}
