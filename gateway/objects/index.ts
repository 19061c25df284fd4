/** The classes that a Worker exports for what its flows and its gateway keep, and for calls by name: `flowgate/objects`. */
export { Ledger } from "./ledger.ts";
export { MetricsStore } from "./metrics.ts";
export { RateLimiter } from "./rate-limiter.ts";
export { Records } from "./records.ts";
export { type FlowgateEntrypoint, rpcEntrypoint } from "./rpc-entrypoint.ts";
export { KeyedState } from "./state.ts";
