import { DurableObject } from "cloudflare:workers";
import type { Claim, ClaimResult, ClaimTerms } from "../../capabilities/dedupe/store.ts";
import { SqlLedger } from "../stores/sql-ledger.ts";

const SWEEP_ROWS = 1_000;
/** Least time between two sweeps, so that alarms cost little beside claims. */
const SWEEP_EVERY_MS = 60_000;
const SWEEP_ON_MS = 1_000;

/** One shard of the ledger; see `ledgerOf`. */
export class Ledger extends DurableObject {
  readonly #ledger: SqlLedger;
  #alarmSet = false;

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    this.#ledger = new SqlLedger({
      sql: ctx.storage.sql,
      now: () => Date.now(),
      newToken: () => crypto.randomUUID(),
    });
  }

  async claim(key: string, terms: ClaimTerms): Promise<Claim> {
    const claim = this.#ledger.claim(key, terms);
    if (claim.kind === "new") this.#sweepLater(Date.now() + SWEEP_EVERY_MS);
    return claim;
  }

  async complete(key: string, token: string, result: ClaimResult): Promise<boolean> {
    return this.#ledger.complete(key, token, result);
  }

  async forget(key: string, token: string): Promise<boolean> {
    return this.#ledger.forget(key, token);
  }

  override async alarm(): Promise<void> {
    this.#alarmSet = false;
    const dueAtMs = this.#ledger.sweep(SWEEP_ROWS);
    if (dueAtMs === undefined) return;
    const nowMs = Date.now();
    this.#sweepLater(dueAtMs <= nowMs ? nowMs + SWEEP_ON_MS : Math.max(dueAtMs, nowMs + SWEEP_EVERY_MS));
  }

  /** Not awaited: the output gate holds the reply back until it is stored, together with the claim. */
  #sweepLater(atMs: number): void {
    if (this.#alarmSet) return;
    this.#alarmSet = true;
    void this.ctx.storage.setAlarm(atMs);
  }
}
