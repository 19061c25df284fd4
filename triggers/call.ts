import type { TriggerSpec } from "../kernel/author/trigger.ts";
import { rpcTrigger } from "./rpc.ts";

/** A flow that is only called: by another flow, over RPC, in a test or from the command line. */
export interface CallTrigger<Payload = unknown> extends TriggerSpec<Payload> {
  readonly kind: "rpc";
}

export interface CallOptions {
  /** Milliseconds that a run may take. Default 30,000. */
  readonly timeoutMs?: number;
  readonly alias?: string;
}

const callProvider = { trigger: rpcTrigger } as const;

/** Lets a flow be called by name, without an address of its own. `Payload` is what callers give; the first node checks it. */
export function call<Payload = unknown>({ timeoutMs, alias }: CallOptions = {}): CallTrigger<Payload> {
  return Object.freeze({
    kind: "rpc" as const,
    provider: callProvider,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(alias !== undefined && { alias }),
    wiring: { kind: "rpc", ...(timeoutMs !== undefined && { timeout_ms: timeoutMs }) },
  });
}
