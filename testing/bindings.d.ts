/** What vitest.config.ts binds for the contract suites, apart from what the wrangler file binds. */
declare namespace Cloudflare {
  interface Env {
    readonly TEST_KV: KVNamespace;
    readonly TEST_BUCKET: R2Bucket;
    readonly TEST_DB: D1Database;
    readonly TEST_QUEUE: Queue;
    readonly TEST_HTTP: Fetcher;
    readonly TEST_SECRET: SecretsStoreSecret;
    readonly TEST_STATE: DurableObjectNamespace<import("../gateway/objects/state.ts").KeyedState>;
  }
}
