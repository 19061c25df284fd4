import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import { type ClaimCheckPorts, checkIn } from "../../capabilities/queue/claim-check.ts";
import { type Failure, failure } from "../../kernel/errors/failure.ts";
import type { Invocation } from "../../kernel/invocation.ts";
import { type Json, jsonProblem } from "../../kernel/json.ts";
import type { Outcome } from "../../kernel/outcome.ts";
import { REPLAY_NONCE } from "../admission/event-key.ts";
import { openStatus, statusUrl } from "./status.ts";

export interface DeferPorts extends ClaimCheckPorts {
  /** The gateway's own queue; undefined where none is bound. */
  readonly queue: { send(body: Json): Promise<unknown> } | undefined;
  readonly ledger: DedupeStore | undefined;
}

/** Queues a run for later and says where to ask for it. Never rejects. */
export async function defer(invocation: Invocation, ports: DeferPorts): Promise<Outcome> {
  const { queue, ledger } = ports;
  if (!(queue && ledger)) {
    const cause = new Error("an asynchronous route needs FLOWGATE_QUEUE and LEDGER to be bound");
    return failed(failure("CAP101", undefined, { cause }));
  }
  if (invocation.payload !== undefined && jsonProblem(invocation.payload)) {
    return failed(failure("RUN011", "only a JSON payload can be run later", { status: 415 }));
  }
  const runId = invocation.metadata.labels["flow.run_id"];
  try {
    const token = await openStatus(runId, ledger);
    const checked = await checkIn(
      { flowgate_deferred: 1, token: token ?? "", invocation: named(invocation, runId) },
      ports,
    );
    if (!checked.ok) return failed(checked.failure);
    await queue.send(checked.value);
    return { kind: "deferred", statusUrl: statusUrl(runId) };
  } catch (cause) {
    return { kind: "retry", failure: failure("RES105", undefined, { cause }) };
  }
}

/** The nonce keeps the run apart from the request, whose key stands for "was queued". */
function named(invocation: Invocation, runId: string): Json {
  const { metadata } = invocation;
  const labels = { ...metadata.labels, [REPLAY_NONCE]: runId };
  return JSON.parse(JSON.stringify({ ...invocation, metadata: { ...metadata, labels } })) as Json;
}

function failed(found: Failure): Outcome {
  return found.retry === "transient" ? { kind: "retry", failure: found } : { kind: "failed", failure: found };
}
