import { sha256Base64Url } from "../../base/hash.ts";
import type { Claim, ClaimTerms } from "../../capabilities/dedupe/store.ts";
import { flowOf, GUARD_MS } from "./flows.ts";

/** No key stays locked longer than its run's guard and so much more. */
const PROMISED_MARGIN_MS = 2_000;

/** Keys that lock something for somebody, by how they begin. */
const LOCKS = /^(event|effect|turn)\//;

/** What was seen of the ledger: which keys are held, for how long, and which are done. */
export class LedgerWatch {
  readonly violations: string[] = [];
  /** Keys that were ever claimed. */
  readonly claimed = new Set<string>();
  readonly done = new Set<string>();
  readonly #heldUntilMs = new Map<string, number>();

  /** Told of each call that reached the ledger, and what it came to. */
  saw(method: string, args: readonly unknown[], result: unknown): void {
    const key = String(args[0]);
    if (method === "claim") this.#sawClaim(key, args[1] as ClaimTerms, result as Claim);
    if (method === "complete" && result === true) this.done.add(key);
  }

  /** When the claim on an effect's key ends; milliseconds since the epoch. */
  async effectHeldUntilMs(id: string): Promise<number | undefined> {
    return this.#heldUntilMs.get(await effectKey(id));
  }

  async isEffectDone(id: string): Promise<boolean> {
    return this.done.has(await effectKey(id));
  }

  #sawClaim(key: string, { leaseMs }: ClaimTerms, { kind }: Claim): void {
    if (!LOCKS.test(key) || leaseMs === 0) return;
    this.claimed.add(key);
    const nowMs = Date.now();
    const untilMs = this.#heldUntilMs.get(key) ?? nowMs;
    if (kind === "new") this.#heldUntilMs.set(key, nowMs + leaseMs);
    if (kind === "new" && leaseMs > GUARD_MS + PROMISED_MARGIN_MS) {
      this.violations.push(`key ${key} is locked for ${leaseMs} ms`);
    }
    if (kind === "in_flight" && untilMs < nowMs) this.violations.push(`key ${key} is locked past its lease`);
  }
}

/** Where the ledger keeps the effect of an order or a tick. */
async function effectKey(id: string): Promise<string> {
  return `effect/${flowOf(id)}/save/${await sha256Base64Url(id)}`;
}
