import { tracing } from "cloudflare:workers";
import { adminApi, createGateway, deadLetterStore, deferredRuns, largeMessages, openApi } from "flowgate";
import { rpcEntrypoint } from "flowgate/objects";
import { flows } from "./index.ts";

export { KeyedState, Ledger, MetricsStore, RateLimiter, Records } from "flowgate/objects";

const gateway = createGateway({
  flows,
  tracing,
  features: [adminApi, openApi(), deferredRuns(), largeMessages(), deadLetterStore({ "orders-dead": "fulfil_order" })],
});

export default { fetch: gateway.fetch, queue: gateway.queue, scheduled: gateway.scheduled };

/** For service bindings: `await env.FLOWGATE.invoke({ flow, payload })`. */
export class FlowgateRpc extends rpcEntrypoint(gateway) {}
