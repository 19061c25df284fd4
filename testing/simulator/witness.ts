import type { End, PlatformEvent } from "./platform-event.ts";

/** Something that took place in the world, and on whose behalf. */
export interface Deed {
  readonly event: PlatformEvent;
  readonly atMs: number;
  /** Calls of its event whose disturbance may leave it unknown to the ledger. */
  readonly entries: readonly string[];
  /** Why nobody could have known of it, as far as that was clear when it was done. */
  readonly excuse: string | undefined;
}

/** A Worker that dies, or is cut at the platform's limit, may not get to say what it did. */
const EXCUSING_ENDS: readonly (End | undefined)[] = ["killed", "cut"];

/** Counts what must take place at most once, and knows when a second time cannot be held against the gateway. */
export class Witness {
  readonly #deeds = new Map<string, Deed[]>();

  /** Notes a deed. Says what is wrong with it, if it was done before and that could have been known. */
  done(id: string, deed: Deed): string | undefined {
    const before = this.of(id);
    this.#deeds.set(id, [...before, deed]);
    const known = before.find((earlier) => excuseOf(earlier) === undefined);
    if (!known) return undefined;
    const end = known.event.end ?? "lives";
    return `${id} was done again after ${deed.atMs - known.atMs} ms, and nothing excuses it (its first event ${end})`;
  }

  of(id: string): readonly Deed[] {
    return this.#deeds.get(id) ?? [];
  }

  has(id: string): boolean {
    return this.#deeds.has(id);
  }

  ids(): readonly string[] {
    return [...this.#deeds.keys()];
  }

  /** Whether one of the times could have been known. */
  isKnown(id: string): boolean {
    return this.of(id).some((deed) => excuseOf(deed) === undefined);
  }
}

/** Undefined: what was done could have been known to whoever came next. */
export function excuseOf({ event, excuse, entries }: Deed): string | undefined {
  if (excuse !== undefined) return excuse;
  if (EXCUSING_ENDS.includes(event.end)) return event.end;
  return entries.find((entry) => event.disturbed.has(entry));
}
