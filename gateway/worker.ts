import { tracing, WorkerEntrypoint } from "cloudflare:workers";
import { flows } from "../examples/index.ts";
import type { RpcCall } from "../triggers/rpc.ts";
import { adminApi, createGateway, deadLetterStore, deferredRuns, largeMessages, openApi } from "./index.ts";
import { type BoundReply, overBinding } from "./rpc-stream.ts";

export { Ledger } from "./objects/ledger.ts";
export { MetricsStore } from "./objects/metrics.ts";
export { RateLimiter } from "./objects/rate-limiter.ts";
export { Records } from "./objects/records.ts";
export { KeyedState } from "./objects/state.ts";

const gateway = createGateway({
  flows,
  tracing,
  features: [adminApi, openApi(), deferredRuns(), largeMessages(), deadLetterStore({ "orders-dead": "fulfil_order" })],
});

export default { fetch: gateway.fetch, queue: gateway.queue, scheduled: gateway.scheduled };

/** For service bindings: `await env.FLOWGATE.invoke({ flow, payload })`. */
export class FlowgateRpc extends WorkerEntrypoint<Cloudflare.Env> {
  async invoke(call: RpcCall): Promise<BoundReply> {
    return overBinding(await gateway.invoke(call, this.env, this.ctx));
  }
}
