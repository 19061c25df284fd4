import type { VirtualTime } from "./virtual-time.ts";
import type { World } from "./world.ts";

/** Longer than any lease of the simulated flows, and than expired rows may stay. */
const AFTERMATH_MS = 5 * 60_000;
const EVICTED_EVERY_MS = 20_000;
/** Expired rows are swept within two minutes, whatever restarts. */
const SWEPT_WITHIN_MS = 120_000;

/** What is wrong with the ledger once all is over and its objects have been evicted and asked again for a while. */
export async function aftermath({ ledger, watch }: World, time: VirtualTime): Promise<readonly string[]> {
  const endMs = Date.now() + AFTERMATH_MS;
  for (let turn = 0; Date.now() < endMs; turn++) {
    const nextMs = Date.now() + EVICTED_EVERY_MS;
    ledger.evictAll();
    await ledger.ask("ledger-0", "claim", `aftermath/${turn}`, { leaseMs: 1_000 });
    await passTo(nextMs, time);
    ledger.ring(Date.now());
    await time.settle();
    // An alarm lets others in between.
    await passTo(Date.now() + 1, time);
  }
  const locked = ledger.rows(
    "ledger",
    "SELECT key FROM ledger WHERE token IS NOT NULL AND expires_at_ms > ?",
    Date.now(),
  );
  const expired = "SELECT key, expires_at_ms FROM ledger WHERE expires_at_ms <= ?";
  const unswept = ledger.rows("ledger", expired, Date.now() - SWEPT_WITHIN_MS);
  return [
    ...locked
      .filter(({ key }) => watch.claimed.has(String(key)))
      .map(({ key }) => `key ${String(key)} is locked for ever`),
    ...unswept.map(({ key }) => `key ${String(key)} has expired and is not swept`),
  ];
}

async function passTo(atMs: number, time: VirtualTime): Promise<void> {
  for (let nextMs = time.nextMs(); nextMs !== undefined && nextMs <= atMs; nextMs = time.nextMs()) {
    time.goTo(nextMs);
    await time.settle();
  }
  time.goTo(atMs);
}
