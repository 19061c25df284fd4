import { WorkerEntrypoint } from "cloudflare:workers";
import type { RpcCall, RpcReply } from "../../triggers/rpc.ts";
import type { Context } from "../pipeline/context.ts";
import { type BoundReply, overBinding } from "./rpc-stream.ts";

/** The part of a gateway that is called by name. */
interface Callable {
  readonly invoke: (call: RpcCall, env: object, context: Context) => Promise<RpcReply>;
}

/**
 * The class that a Worker exports so that others call its flows over a service binding:
 * `export class FlowgateRpc extends rpcEntrypoint(gateway) {}`, then there `await env.FLOWGATE.invoke({ flow, payload })`.
 */
export function rpcEntrypoint(gateway: Callable): FlowgateEntrypoint {
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
