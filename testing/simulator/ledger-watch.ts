import { sha256Base64Url } from "../../base/hash.ts";
import type { Claim, ClaimTerms } from "../../capabilities/dedupe/store.ts";
import { flowOf, GUARD_MS } from "./flows.ts";
import { currentEvent } from "./platform-event.ts";

/** No key stays locked longer than its run's guard and so much more. */
const PROMISED_MARGIN_MS = 2_000;
/** While an effect outlives its run, its key is held on for as long as `waitUntil` allows, and a last short lease. */
export const HELD_ON_MS = 30_000;
const LAST_LEASE_MS = 3_000;

/** Keys that lock something for somebody, by how they begin. */
const LOCKS = /^(event|effect|turn)\//;

interface Hold {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** What was seen of the ledger: which keys are held, for how long, and which are done. */
export class LedgerWatch {
  readonly violations: string[] = [];
  /** Keys that were ever claimed. */
  readonly claimed = new Set<string>();
  readonly #done = new Set<string>();
  readonly #held = new Map<string, Hold>();

  /** Told of each call that reached the ledger, and what it came to. */
  saw(method: string, args: readonly unknown[], result: unknown): void {
    const key = String(args[0]);
    if (!LOCKS.test(key)) return;
    if (method === "claim") this.#sawClaim(key, args[1] as ClaimTerms, result as Claim);
    if (method === "extend" && result === true) this.#sawExtension(key, Number(args[2]));
    if (method === "complete" && result === true) this.#done.add(key);
  }

  /** When the claim on an effect's key ends unless it is held on; milliseconds since the epoch. */
  async effectHeldUntilMs(id: string): Promise<number | undefined> {
    return this.#held.get(await effectKey(id))?.untilMs;
  }

  async isEffectDone(id: string): Promise<boolean> {
    return this.#done.has(await effectKey(id));
  }

  #sawClaim(key: string, { leaseMs }: ClaimTerms, { kind }: Claim): void {
    this.claimed.add(key);
    const nowMs = Date.now();
    const hold = this.#held.get(key);
    if (kind === "new") {
      this.#held.set(key, { sinceMs: nowMs, untilMs: nowMs + leaseMs });
      if (leaseMs > GUARD_MS + PROMISED_MARGIN_MS) this.violations.push(`key ${key} is locked for ${leaseMs} ms`);
    }
    if (kind === "in_flight" && hold && hold.untilMs < nowMs) {
      this.violations.push(`key ${key} is locked past its lease`);
    }
  }

  #sawExtension(key: string, leaseMs: number): void {
    const untilMs = Date.now() + leaseMs;
    const sinceMs = this.#held.get(key)?.sinceMs ?? Date.now();
    this.#held.set(key, { sinceMs, untilMs });
    const heldMs = untilMs - sinceMs;
    const isLate = currentEvent()?.disturbed.has(`extend ${key.split("/", 1)[0]}`);
    if (heldMs > GUARD_MS + HELD_ON_MS + LAST_LEASE_MS && !isLate) {
      this.violations.push(`key ${key} is held for ${heldMs} ms`);
    }
  }
}

/** Where the ledger keeps the effect of an order or a tick. */
async function effectKey(id: string): Promise<string> {
  return `effect/${flowOf(id)}/save/${await sha256Base64Url(id)}`;
}
