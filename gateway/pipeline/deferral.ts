import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import type { Invocation } from "../../kernel/invocation.ts";
import type { Outcome } from "../../kernel/outcome.ts";

/** What queueing a run for later may reach. */
export interface DeferScope {
  readonly env: Readonly<Record<string, unknown>>;
  readonly ledger: DedupeStore | undefined;
}

/**
 * Queues a run for later, for routes that answer `async`. `key` is the event's key as the ledger has it: however often an event
 * is queued, it is one run. Never rejects.
 */
export type Defer = (invocation: Invocation, scope: DeferScope, key: string | undefined) => Promise<Outcome>;
