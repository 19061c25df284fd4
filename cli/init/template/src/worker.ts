import { adminApi, createGateway, deadLetterStore } from "flowgate";
import { flows } from "./flows.ts";

// What the gateway keeps: keys that were done, failures, the last runs, and locally its metrics.
export { Ledger, MetricsStore, Records } from "flowgate/objects";

const gateway = createGateway({
  flows,
  // The dashboard, what `flows runs` and `flows failures` ask, and what they show of messages that failed.
  features: [adminApi, deadLetterStore({ "notes-dead": "store_note" })],
});

export default { fetch: gateway.fetch, queue: gateway.queue, scheduled: gateway.scheduled };
