import { newSecret } from "../../base/seal.ts";
import { type ReadSecrets, type SealRing, sealRing } from "../../base/seal-ring.ts";
import { platformClock, within } from "../../base/waiting.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import type { Clock } from "../../kernel/ports.ts";

/** How long one isolate may take to make a secret; what died over it is followed by another. */
const LEASE_MS = 5_000;
/** While another isolate makes it. */
const LOOK_EVERY_MS = 50;
const LOOKS = 20;
const ANSWER_MS = 2_000;
const KEPT_MS = 10 * 365 * 86_400_000;
const MAX_NAMES = 8;

const rings = new WeakMap<DedupeStore, SealRing>();

/** What the gateway seals with what it sends to itself; undefined without a ledger, where nothing is sealed and no seal holds. */
export function boundSeals({
  ledger,
  env,
}: {
  readonly ledger: DedupeStore | undefined;
  readonly env: Readonly<Record<string, unknown>>;
}): SealRing | undefined {
  if (!ledger) return undefined;
  const ring = rings.get(ledger) ?? sealRing(ledgerSecrets(ledger, env.FLOWGATE_SEAL_KEYS));
  rings.set(ledger, ring);
  return ring;
}

/**
 * The secrets of the gateway's seals, kept in its ledger: the first isolate that asks makes one, and all others find it.
 * `names` is the variable FLOWGATE_SEAL_KEYS, several by commas for rotation: the first seals, all are accepted.
 */
export function ledgerSecrets(ledger: DedupeStore, names: unknown, clock: Clock = platformClock): ReadSecrets {
  const [first, ...others] = namesOf(names);
  return async () => [await secretOf(ledger, first, clock), ...(await Promise.all(others.map(other)))];
  function other(name: string): Promise<string> {
    return secretOf(ledger, name, clock);
  }
}

function namesOf(names: unknown): readonly [string, ...string[]] {
  const given = typeof names === "string" ? names.split(",").map((name) => name.trim()) : [];
  const [first = "1", ...others] = given.filter((name) => name !== "");
  return [first, ...others.slice(0, MAX_NAMES - 1)];
}

async function secretOf(ledger: DedupeStore, name: string, clock: Clock): Promise<string> {
  const key = `seal/${name}`;
  for (let look = 1; look <= LOOKS; look++) {
    const claim = await within(clock, ANSWER_MS, ledger.claim(key, { leaseMs: LEASE_MS }));
    if (claim.kind === "done" && typeof claim.stored === "string") return claim.stored;
    if (claim.kind === "new") {
      const stored = newSecret();
      const storing = ledger.complete(key, claim.token, { stored, ttlMs: KEPT_MS });
      if (await within(clock, ANSWER_MS, storing)) return stored;
    }
    await new Promise<void>((resolve) => void clock.after(LOOK_EVERY_MS, resolve));
  }
  throw new Error("the key of the gateway's seals is still being made");
}
