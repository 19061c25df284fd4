import { WorkerEntrypoint } from "cloudflare:workers";
import type { RpcCall } from "../../triggers/rpc.ts";
import type { Gateway } from "../create-gateway.ts";
import { type BoundReply, overBinding } from "../entries/rpc-stream.ts";

/**
 * The class that a Worker exports so that others call its flows over a service binding:
 * `export class FlowgateRpc extends rpcEntrypoint(gateway) {}`, then there `await env.FLOWGATE.invoke({ flow, payload })`.
 */
export function rpcEntrypoint(gateway: Pick<Gateway, "invoke">): FlowgateEntrypoint {
  return class extends WorkerEntrypoint<object> {
    async invoke(call: RpcCall): Promise<BoundReply> {
      return overBinding(await gateway.invoke(call, this.env, this.ctx));
    }
  };
}

/** What `rpcEntrypoint` makes. `invoke` never rejects: what a run failed with is in its reply. */
export type FlowgateEntrypoint = new (
  ctx: ExecutionContext,
  env: object,
) => WorkerEntrypoint<object> & { invoke(call: RpcCall): Promise<BoundReply> };
