import * as v from "valibot";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import type { Json } from "../../kernel/json.ts";
import { failureOf, type Outcome } from "../../kernel/outcome.ts";
import { wireError } from "../../triggers/wire-error.ts";
import { DEFAULT_TTL_MS } from "../admission/event-key.ts";

/** As long as a queue keeps a message unless told otherwise: 4 days (Cloudflare's Queues limits). */
const PENDING_MS = 4 * 86_400_000;
/** For writing an end that no token proves. */
const WRITING_MS = 10_000;

const statusKey = (runId: string) => `status/${runId}`;
/** Where an end is kept whose message has no token, as another message of the same run has it. */
const endKey = (runId: string) => `status/${runId}/end`;

/** Where a caller that was answered 202 asks how its run went. The run id is not to be guessed. */
export function statusUrl(runId: string): string {
  return `/_flow/status/${runId}`;
}

/** Notes that a run is to come. Gives the token that closes it; undefined when it was noted before. */
export async function openStatus(runId: string, ledger: DedupeStore): Promise<string | undefined> {
  const claim = await ledger.claim(statusKey(runId), { leaseMs: PENDING_MS });
  return claim.kind === "new" ? claim.token : undefined;
}

/** Notes how a run ended, for a day. Whatever is noted first stays. Rejects when that is not known. */
export async function closeStatus(runId: string, token: string, outcome: Outcome, ledger: DedupeStore): Promise<void> {
  const result = { stored: shown(runId, outcome), ttlMs: DEFAULT_TTL_MS };
  if (token !== "" && (await ledger.complete(statusKey(runId), token, result))) return;
  if (await readEnd(runId, ledger)) return;
  const claim = await ledger.claim(endKey(runId), { leaseMs: WRITING_MS });
  if (claim.kind === "done") return;
  if (claim.kind === "new" && (await ledger.complete(endKey(runId), claim.token, result))) return;
  // Who holds the key may have died before it wrote: whoever comes after it has to look again.
  throw new Error("the end of this run is being written by another");
}

function shown(runId: string, outcome: Outcome): Json {
  const failure = failureOf(outcome);
  if (failure) return { status: "failed", ...wireError(failure, { runId }) };
  const value =
    outcome.kind === "duplicate" ? outcome.stored : outcome.kind === "completed" ? outcome.value : undefined;
  return { status: "completed", run_id: runId, ...(value !== undefined && { value: value as Json }) };
}

const RunId = v.pipe(v.string(), v.uuid());

/** What is known of a deferred run: `pending`, how it ended, or undefined. */
export async function readStatus(runId: string, ledger: DedupeStore): Promise<Json | undefined> {
  if (!v.is(RunId, runId)) return undefined;
  const known = await ledger.look(statusKey(runId));
  if (known.kind === "done") return known.stored;
  const end = await ledger.look(endKey(runId));
  if (end.kind === "done") return end.stored;
  return known.kind === "in_flight" ? { status: "pending", run_id: runId } : undefined;
}

/** How a deferred run ended; undefined while it has not. */
export async function readEnd(runId: string, ledger: DedupeStore): Promise<Json | undefined> {
  for (const key of [statusKey(runId), endKey(runId)]) {
    const known = await ledger.look(key);
    if (known.kind === "done") return known.stored;
  }
  return undefined;
}
