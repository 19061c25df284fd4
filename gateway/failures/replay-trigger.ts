import type { BlobStore } from "../../capabilities/blob/store.ts";
import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import { failure } from "../../kernel/errors/failure.ts";
import { freezeInvocation, type ReservedLabels } from "../../kernel/invocation.ts";
import type { Outcome } from "../../kernel/outcome.ts";
import { fail, ok } from "../../kernel/result.ts";
import type { Birth, Mounted, Opened, Trigger } from "../../triggers/trigger.ts";
import { REPLAY_NONCE } from "../admission/event-key.ts";
import type { StoredFailure } from "../stores/failure-record.ts";
import { loadPayload } from "./store-failure.ts";

/** A failure that is run again on purpose. */
export interface Replay {
  readonly record: StoredFailure;
  readonly blobs: BlobStore | undefined;
}

/** Label of a replayed run: the run that it goes back to. */
const REPLAY_OF = "flow.replay_of";

/** What a replay is mounted as: its key is its event's id with a nonce. */
export const REPLAY_SPEC: TriggerSpec = { kind: "replay", wiring: { kind: "replay" } };

/** Runs a failed event again. Not mounted by any flow: the admin API does it. */
export const replayTrigger: Trigger<TriggerSpec, Replay, Outcome> = {
  kind: "replay",
  rule: { kind: "replay", claim: () => undefined, replies: false },
  defaultTimeoutMs: 60_000,
  open: openReplay,
  close: (outcome) => outcome,
};

async function openReplay({ record, blobs }: Replay, mounted: Mounted, birth: Birth): Promise<Opened> {
  try {
    const payload = await loadPayload(record.payload, blobs);
    if (!payload.ok) return payload;
    return ok(replayed(record, payload.value, mounted, birth));
  } catch (cause) {
    return fail(failure("RES105", undefined, { cause }));
  }
}

function replayed(record: StoredFailure, payload: unknown, mounted: Mounted, birth: Birth) {
  const { flow, flowId, version, trigger, capture } = mounted;
  const labels: ReservedLabels & Record<string, string | undefined> = {
    "flow.run_id": birth.runId,
    "flow.id": flowId,
    "flow.version": version,
    "flow.trigger": trigger,
    "flow.capture": capture,
    "flow.source": "replay",
    "flow.event_id": record.eventId,
    "flow.attempt": "1",
    ...(record.traceparent !== undefined && { "flow.traceparent": record.traceparent }),
    ...(record.runId !== undefined && { [REPLAY_OF]: record.runId }),
    // Each replay is an event of its own, and no duplicate of its origin; one that died finds what it had done.
    [REPLAY_NONCE]: `replay/${record.replays}`,
  };
  const metadata = { labels, extensions: {} };
  return freezeInvocation({ flow, trigger, capture, payload, deadlineAtMs: birth.deadlineAtMs, metadata });
}
