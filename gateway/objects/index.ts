/** The classes that a Worker exports for what its flows and its gateway keep: `flowgate/objects`. */
export { Ledger } from "./ledger.ts";
export { MetricsStore } from "./metrics.ts";
export { RateLimiter } from "./rate-limiter.ts";
export { Records } from "./records.ts";
export { KeyedState } from "./state.ts";
