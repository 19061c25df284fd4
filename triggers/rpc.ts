import type { TriggerSpec } from "../kernel/author/trigger.ts";
import { freezeInvocation, type ReservedLabels } from "../kernel/invocation.ts";
import { ok } from "../kernel/result.ts";
import type { Birth, Mounted, Opened, Trigger } from "./trigger.ts";
import { type WireError, wireError } from "./wire-error.ts";

/** A call from a test, a service binding or the CLI. `labels` are added to the metadata; `flow.*` ones are not taken. */
export interface RpcCall {
  readonly flow: string;
  readonly payload?: unknown;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What a call answers. A flow that streams gives its items as they come. */
export type RpcReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: true; readonly stream: AsyncIterable<unknown> }
  | { readonly ok: false; readonly error: WireError };

/** Every flow can be called, so this trigger needs no declaration of its own: any trigger of the flow mounts it. */
export const rpcTrigger: Trigger<TriggerSpec, RpcCall, RpcReply> = {
  kind: "rpc",
  rule: { kind: "rpc", claim: () => undefined, replies: true },
  defaultTimeoutMs: 30_000,
  open: openCall,
  close(outcome, _call, _mounted, { runId }) {
    switch (outcome.kind) {
      case "completed":
        return { ok: true, value: outcome.value };
      case "duplicate":
        return { ok: true, value: outcome.stored };
      case "streaming":
        return { ok: true, stream: outcome.stream };
      case "deferred":
        return { ok: true, value: { status_url: outcome.statusUrl, run_id: runId } };
      case "retry":
      case "failed":
      case "cancelled":
        return { ok: false, error: wireError(outcome.failure, { runId }) };
    }
  },
};

function openCall(call: RpcCall, mounted: Mounted, birth: Birth): Opened {
  const { flow, trigger, capture } = mounted;
  const own = Object.entries(call.labels ?? {}).filter(([name]) => !name.startsWith("flow."));
  const labels: ReservedLabels & Record<string, string | undefined> = {
    ...Object.fromEntries(own),
    "flow.run_id": birth.runId,
    "flow.id": mounted.flowId,
    "flow.version": mounted.version,
    "flow.trigger": trigger,
    "flow.capture": capture,
    "flow.source": "rpc",
    "flow.event_id": birth.runId,
    "flow.attempt": "1",
  };
  const metadata = { labels, extensions: {} };
  const { payload } = call;
  return ok(freezeInvocation({ flow, trigger, capture, payload, deadlineAtMs: birth.deadlineAtMs, metadata }));
}
