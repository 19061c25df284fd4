import { AsyncLocalStorage } from "node:async_hooks";
import type { Claim } from "../../capabilities/dedupe/store.ts";
import type { Objects } from "../simulator/objects.ts";
import { currentEvent, type PlatformEvent } from "../simulator/platform-event.ts";

/** The calls of the node: one that fails after the effect says that the effect was not done. */
const IN_NODE: readonly string[] = ["put effect", "rest of the node"];

/** A call to the outside that was made and has not got there yet. */
export interface Call {
  readonly event: PlatformEvent;
  readonly name: string;
  /** Does it. The function given then tells who called: the answer, or that something went wrong. */
  readonly reach: () => Promise<(isLost: boolean) => void>;
}

/** An effect that took place. */
interface Deed {
  readonly event: PlatformEvent;
  /** Its entry is in the ledger. */
  isEntered: boolean;
  /** Its node was told that it went wrong. */
  isLost: boolean;
}

/** Where one play takes place: the stores, what is on its way to them, and what was seen of it. */
export class Stage {
  /** In the order in which they were made. */
  calls: Call[] = [];
  readonly deeds: Deed[] = [];
  readonly wrong: string[] = [];
  readonly env: object;
  readonly #ledger: Objects;
  /** What each event was told, and when. */
  readonly #told = new Map<PlatformEvent, [atMs: number, what: string][]>();
  /** Who holds a token. */
  readonly #holders = new Map<string, Pick<Call, "event" | "name">>();

  constructor(ledger: Objects) {
    this.#ledger = ledger;
    const gate = <Value>(name: string, call: () => Promise<Value>) => this.#gate(name, call);
    const put = () => gate("put effect", async () => this.#effect());
    const rest = () => gate("rest of the node", async () => undefined);
    this.env = {
      LOG_LEVEL: "silent",
      LEDGER: ledger.namespace(gate, (method, [key]) => {
        if (method === "complete" && String(key).startsWith("effect/")) this.#entered();
      }),
      SINK: { memory: "kv", put },
      REST: { memory: "kv", put: rest },
    };
  }

  /** Nothing that an event that has ended left behind gets anywhere. */
  forgetDead(): void {
    this.calls = this.calls.filter(({ event }) => event.alive);
  }

  /**
   * All that what follows may depend on: plays that meet in one state go on alike. Times count from now, and of an event
   * that has ended nothing is left but what it did.
   */
  state(...more: readonly unknown[]): string {
    const nowMs = Date.now();
    const rows = this.#ledger
      .rows("ledger", "SELECT * FROM ledger ORDER BY key")
      .map(({ key, token, stored, expires_at_ms: atMs }) => {
        const leftMs = Math.max(0, Number(atMs) - nowMs);
        return [key, this.#holderOf(token), stored, leftMs];
      });
    const events = [...this.#told]
      .filter(([{ alive }]) => alive)
      .map(([event, told]) => [this.#nameOf(event), event.leftAtMs, told.map(([atMs, what]) => [nowMs - atMs, what])]);
    const deeds = this.deeds.map(({ event, isEntered, isLost }) => [this.#nameOf(event), isEntered, isLost]);
    const calls = this.calls.map(({ event, name }) => `${this.#nameOf(event)} ${name}`);
    return JSON.stringify([rows, events, deeds, calls.toSorted(), this.wrong, more]);
  }

  /** An event by its place among those that live, or by how it ended. */
  #nameOf(event: PlatformEvent): number | string {
    return event.end ?? [...this.#told.keys()].filter(({ alive }) => alive).indexOf(event);
  }

  #holderOf(token: unknown): unknown {
    const holder = this.#holders.get(String(token));
    return holder && [this.#nameOf(holder.event), holder.name];
  }

  #gate<Value>(name: string, call: () => Promise<Value>): Promise<Value> {
    const event = currentEvent() as PlatformEvent;
    const inside = AsyncLocalStorage.snapshot();
    const told = this.#told.get(event) ?? [];
    this.#told.set(event, told);
    return new Promise<Value>((resolve, reject) => {
      if (!event.alive) return;
      const reach = async () => {
        this.calls = this.calls.filter((other) => other !== made);
        const value = await inside(call);
        this.#tokenIn(value, { event, name });
        return (isLost: boolean) => {
          told.push([Date.now(), `${name}: ${isLost ? "lost" : answerIn(value)}`]);
          if (isLost && IN_NODE.includes(name)) this.#lost(event);
          if (isLost) reject(new Error(`${name} lost its answer`));
          else resolve(value);
        };
      };
      const made: Call = { event, name, reach };
      this.calls.push(made);
    });
  }

  #lost(event: PlatformEvent): void {
    for (const deed of this.deeds) deed.isLost ||= deed.event === event;
  }

  #tokenIn(value: unknown, holder: Pick<Call, "event" | "name">): void {
    const claim = value as Claim | undefined;
    if (typeof claim === "object" && claim?.kind === "new") this.#holders.set(claim.token, holder);
  }

  /** One that was done before may be done again only if nobody could have known of it. */
  #effect(): void {
    const event = currentEvent() as PlatformEvent;
    for (const { event: by, isEntered, isLost } of this.deeds) {
      if (isEntered) this.wrong.push("the effect was done again after its entry was stored");
      else if (!(isLost || by.end === "killed"))
        this.wrong.push(`the effect was done again; its event ${by.end ?? "lives"}`);
    }
    this.deeds.push({ event, isEntered: false, isLost: false });
  }

  #entered(): void {
    const event = currentEvent();
    for (const deed of this.deeds) deed.isEntered ||= deed.event === event;
  }
}

/** Tokens differ from play to play. */
function answerIn(value: unknown): string {
  return JSON.stringify(value ?? null, (key, inner: unknown) => (key === "token" ? "" : inner));
}
