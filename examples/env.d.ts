/** What the wrangler file binds, for `env` and `exports` of cloudflare:workers. */
declare namespace Cloudflare {
  interface Env {
    readonly ORDERS: KVNamespace;
    readonly ORDERS_QUEUE: Queue;
    readonly DEAD_LETTERS: Queue;
    readonly FLOWGATE_QUEUE: Queue;
    readonly RECEIPTS: R2Bucket;
    readonly ORDER_TALLIES: DurableObjectNamespace;
    readonly LEDGER: DurableObjectNamespace;
    readonly RATES: DurableObjectNamespace;
    readonly RECORDS: DurableObjectNamespace;
    readonly LOCAL_METRICS: DurableObjectNamespace;
    readonly FLOWGATE_BLOBS: R2Bucket;
    readonly DASHBOARD: Fetcher;
    readonly METRICS: AnalyticsEngineDataset;
    readonly CF_VERSION_METADATA: WorkerVersionMetadata;
  }
  interface GlobalProps {
    mainModule: typeof import("./worker.ts");
  }
}
