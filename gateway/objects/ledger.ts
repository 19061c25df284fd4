import { DurableObject } from "cloudflare:workers";
import type { Claim, ClaimResult, ClaimTerms, Known } from "../../capabilities/dedupe/store.ts";
import { SqlLedger } from "../stores/sql-ledger.ts";

/** How long an expired row may stay, so that alarms cost little beside claims. */
const SWEEP_AFTER_MS = 60_000;
/** Rows in one piece, which nothing comes between; and pieces in one alarm. */
const SWEEP_ROWS = 1_000;
const SWEEP_PIECES = 100;
const SWEEP_ON_MS = 1_000;
const NO_ALARM = Number.POSITIVE_INFINITY;

/** One shard of the ledger; see `ledgerOf`. */
export class Ledger extends DurableObject {
  readonly #ledger: SqlLedger;
  /** When the alarm rings, as the storage has it: an object that starts anew finds the one that was set before. */
  #alarmAtMs = NO_ALARM;

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    this.#ledger = new SqlLedger({
      sql: ctx.storage.sql,
      now: () => Date.now(),
      newToken: () => crypto.randomUUID(),
    });
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmAtMs = (await ctx.storage.getAlarm()) ?? NO_ALARM;
    });
  }

  async claim(key: string, terms: ClaimTerms): Promise<Claim> {
    const claim = this.#ledger.claim(key, terms);
    if (claim.kind === "new") this.#ringBy(Date.now() + terms.leaseMs + SWEEP_AFTER_MS);
    return claim;
  }

  async look(key: string): Promise<Known> {
    return this.#ledger.look(key);
  }

  async complete(key: string, token: string, result: ClaimResult): Promise<boolean> {
    const completed = this.#ledger.complete(key, token, result);
    if (completed) this.#ringBy(Date.now() + result.ttlMs + SWEEP_AFTER_MS);
    return completed;
  }

  async extend(key: string, token: string, leaseMs: number): Promise<boolean> {
    return this.#ledger.extend(key, token, leaseMs);
  }

  async forget(key: string, token: string): Promise<boolean> {
    return this.#ledger.forget(key, token);
  }

  override async alarm(): Promise<void> {
    this.#alarmAtMs = NO_ALARM;
    for (let piece = 1; piece <= SWEEP_PIECES; piece++) {
      const dueAtMs = this.#ledger.sweep(SWEEP_ROWS);
      if (dueAtMs === undefined) return;
      if (dueAtMs > Date.now()) return this.#ringBy(dueAtMs + SWEEP_AFTER_MS);
      // Claims that wait are let in.
      await scheduler.wait(1);
    }
    this.#ringBy(Date.now() + SWEEP_ON_MS);
  }

  /** Only ever earlier. Not awaited: the output gate holds the reply back until it is stored, together with the claim. */
  #ringBy(atMs: number): void {
    if (atMs >= this.#alarmAtMs) return;
    this.#alarmAtMs = atMs;
    void this.ctx.storage.setAlarm(atMs);
  }
}
