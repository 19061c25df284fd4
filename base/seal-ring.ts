import type { Clock } from "../kernel/ports.ts";
import { isSealOf, keyIdOf, type Sealed, type SealKey, seal, sealKey } from "./seal.ts";
import { platformClock } from "./waiting.ts";

/** The keys that one store keeps, read once per isolate. Everything rejects while the store does not answer. */
export interface SealRing {
  /** The key that seals; the store makes one when it is first asked. */
  key(): Promise<SealKey>;
  seal(what: Sealed): Promise<string>;
  /** Whether a text is a seal of just this, by any key of the store. */
  isGenuine(text: unknown, what: Sealed): Promise<boolean>;
}

/** All secrets that a store has, the one that seals first. It makes one where it has none. */
export type ReadSecrets = () => Promise<readonly [string, ...string[]]>;

/** Least time between two looks for keys that are not known, so that made-up seals cost little. */
const LOOK_AGAIN_MS = 1_000;
const MAX_STRANGERS = 100;

export function sealRing(readSecrets: ReadSecrets, clock: Clock = platformClock): SealRing {
  let known: readonly SealKey[] = [];
  let readAtMs = Number.NEGATIVE_INFINITY;
  /** Ids that the store has no key for, and will not have: a key is stored before it seals. */
  const strangers = new Set<string>();
  const read = async (): Promise<readonly SealKey[]> => {
    const secrets = await readSecrets();
    known = await Promise.all(secrets.map(sealKey));
    readAtMs = clock.now();
    return known;
  };
  const key = async (): Promise<SealKey> => (known[0] ?? (await read())[0]) as SealKey;
  const find = async (id: string): Promise<SealKey | undefined> => {
    const found = known.find((one) => one.id === id);
    if (found || strangers.has(id)) return found;
    await until(readAtMs + LOOK_AGAIN_MS, clock);
    const made = (await read()).find((one) => one.id === id);
    if (!made) remember(id, strangers);
    return made;
  };
  return {
    key,
    seal: async (what) => seal(what, await key()),
    isGenuine: async (text, what) => {
      const id = typeof text === "string" ? keyIdOf(text) : undefined;
      const found = id === undefined ? undefined : await find(id);
      return found !== undefined && isSealOf(text as string, what, found);
    },
  };
}

function remember(id: string, strangers: Set<string>): void {
  if (strangers.size >= MAX_STRANGERS) strangers.clear();
  strangers.add(id);
}

function until(atMs: number, clock: Clock): Promise<void> {
  const delayMs = atMs - clock.now();
  return delayMs <= 0 ? Promise.resolve() : new Promise((resolve) => void clock.after(delayMs, resolve));
}
