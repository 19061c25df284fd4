import { stringify as uuidOf } from "uuid";
import { type SealKey, signature } from "../../base/seal.ts";
import type { SealRing } from "../../base/seal-ring.ts";
import { platformClock, within } from "../../base/waiting.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import { type ClaimCheckPorts, checkIn } from "../../capabilities/queue/claim-check.ts";
import { type Failure, failure } from "../../kernel/errors/failure.ts";
import type { Invocation } from "../../kernel/invocation.ts";
import { type Json, jsonProblem } from "../../kernel/json.ts";
import type { Outcome } from "../../kernel/outcome.ts";
import { REPLAY_NONCE } from "../admission/event-key.ts";
import { sealDeferred } from "./envelope.ts";
import { aboutRun } from "./open-message.ts";
import { openStatus, statusUrl } from "./status.ts";

/** All of it together: whoever waits for a store that stalls is told to come back. */
const ANSWER_MS = 15_000;

export interface DeferPorts extends Pick<ClaimCheckPorts, "blobs" | "newId"> {
  /** The gateway's own queue; undefined where none is bound. */
  readonly queue: { send(body: Json): Promise<unknown> } | undefined;
  /** Its name: what is sent is good in no other. */
  readonly queueName: string;
  readonly ledger: DedupeStore | undefined;
  readonly seals: SealRing | undefined;
}

/**
 * Queues a run for later and says where to ask for it. `key` is the event's, if it has one: an event that is queued again, as
 * the answer of the first time was lost, is the same run at the same address. Never rejects.
 */
export async function defer(invocation: Invocation, ports: DeferPorts, key?: string): Promise<Outcome> {
  const { queue, queueName, ledger, seals, blobs, newId } = ports;
  if (!(queue && ledger && seals)) {
    const cause = new Error("an asynchronous route needs FLOWGATE_QUEUE and LEDGER to be bound");
    return failed(failure("CAP101", undefined, { cause }));
  }
  if (invocation.payload !== undefined && jsonProblem(invocation.payload)) {
    return failed(failure("RUN011", "only a JSON payload can be run later", { status: 415 }));
  }
  const queued = async (): Promise<Outcome> => {
    const { "flow.run_id": own } = invocation.metadata.labels;
    const runId = key === undefined ? own : await runIdOf(key, await seals.key());
    const token = (await openStatus(runId, ledger)) ?? "";
    const message = await sealDeferred({ token, invocation: named(invocation, runId) }, queueName, seals);
    const about = aboutRun({ flow: invocation.flow, trigger: invocation.trigger, runId });
    const checked = await checkIn(message, { blobs, newId, goodIn: queueName, about });
    if (!checked.ok) return failed(checked.failure);
    await queue.send(checked.value);
    return { kind: "deferred", statusUrl: statusUrl(runId) };
  };
  try {
    return await within(platformClock, ANSWER_MS, queued());
  } catch (cause) {
    return { kind: "retry", failure: failure("RES105", undefined, { cause }) };
  }
}

/** A UUID of version 8 that follows from the event's key, and that nobody finds out who knows only that. */
async function runIdOf(key: string, sealing: SealKey): Promise<string> {
  const bytes = (await signature(["deferred_run", key], sealing)).slice(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return uuidOf(bytes);
}

/** The nonce keeps the run apart from the request, whose key stands for "was queued". */
function named(invocation: Invocation, runId: string): Invocation {
  const { metadata } = invocation;
  const labels = { ...metadata.labels, "flow.run_id": runId, [REPLAY_NONCE]: runId };
  return { ...invocation, metadata: { ...metadata, labels } };
}

function failed(found: Failure): Outcome {
  return found.retry === "transient" ? { kind: "retry", failure: found } : { kind: "failed", failure: found };
}
