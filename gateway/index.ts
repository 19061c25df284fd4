/** The public API, by hand. A test holds the list. */
export { kv } from "../capabilities/kv/kv.ts";
export { publish } from "../capabilities/queue/queue.ts";
export type { Flow, FlowOptions } from "../kernel/author/definition.ts";
export { flow } from "../kernel/author/flow.ts";
export { type } from "../kernel/author/schema.ts";
export { FlowError } from "../kernel/errors/failure.ts";
export { cron } from "../triggers/cron/author.ts";
export { http } from "../triggers/http/author.ts";
export { reply } from "../triggers/http/reply.ts";
export { queue } from "../triggers/queue/author.ts";
export { createGateway, type Gateway, type GatewayOptions } from "./create-gateway.ts";
export { InvalidFlowsError } from "./mount.ts";
export { node } from "./node.ts";
