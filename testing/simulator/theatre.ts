import { createHash, createHmac } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { vi } from "vitest";
import { adminApi } from "../../gateway/admin/admin-api.ts";
import { createGateway, type Gateway } from "../../gateway/create-gateway.ts";
import { deferredRuns } from "../../gateway/deferred/deferred-runs.ts";
import { deadLetterStore } from "../../gateway/failures/dead-letter-store.ts";
import type { Feature } from "../../gateway/features/feature.ts";
import { aftermath } from "./aftermath.ts";
import type { Cast } from "./cast.ts";
import { DEAD_QUEUE, FLOW, OWN_QUEUE, simulatedFlows } from "./flows.ts";
import { play } from "./history.ts";
import { type ObjectClass, Objects } from "./objects.ts";
import { judge } from "./oracle.ts";
import { seeded } from "./random.ts";
import { VirtualTime } from "./virtual-time.ts";

/** Where histories are played: one process whose time, randomness and objects are the simulator's. */
export interface Theatre {
  /** Plays one history and says what was wrong with it, and which calls were disturbed. */
  readonly play: (
    seed: number,
    cast: Cast,
  ) => Promise<{ readonly wrong: readonly string[]; readonly trace: readonly string[] }>;
  readonly close: () => void;
}

export interface TheatreOptions {
  /** In place of the gateway's own features. */
  readonly features?: readonly Feature[];
  /** Puts a fault back. */
  readonly spoil?: (gateway: Gateway) => Gateway;
}

const FEATURES: readonly Feature[] = [adminApi, deferredRuns(OWN_QUEUE), deadLetterStore({ [DEAD_QUEUE]: FLOW })];

/** The objects' classes as they are, on what a Durable Object's base class does. */
async function objectClasses(): Promise<{ readonly Ledger: ObjectClass; readonly Records: ObjectClass }> {
  vi.doMock("cloudflare:workers", () => ({
    DurableObject: class {
      readonly ctx: unknown;
      readonly env: unknown;
      constructor(ctx: unknown, env: unknown) {
        this.ctx = ctx;
        this.env = env;
      }
    },
  }));
  const { Ledger } = await import("../../gateway/objects/ledger.ts");
  const { Records } = await import("../../gateway/objects/records.ts");
  return { Ledger, Records } as unknown as { readonly Ledger: ObjectClass; readonly Records: ObjectClass };
}

export async function openTheatre({
  features = FEATURES,
  spoil = (gateway) => gateway,
}: TheatreOptions = {}): Promise<Theatre> {
  const { Ledger, Records } = await objectClasses();
  const objects = { ledger: new Objects(Ledger, 2), records: new Objects(Records, 1) };
  const virtual = new VirtualTime();
  const randomness = seededRandomness();
  const giveBack = [virtual.install(), randomness.giveBack, withoutStacks()];
  const stage = { turns: 0, mended: false, seen: new Set<string>() };
  const isFirst = (id: string) => stage.seen.size < stage.seen.add(id).size;
  const flows = simulatedFlows({ turn: () => ++stage.turns, isMended: () => stage.mended, isFirst });
  const gateway = spoil(createGateway({ flows, sinks: [], features }));
  const time = { settle: () => nextTurn(), nextMs: () => virtual.nextMs(), goTo: (atMs: number) => virtual.goTo(atMs) };
  return {
    play: async (seed, cast) => {
      randomness.seed(seed);
      stage.seen.clear();
      Object.assign(stage, { turns: 0, mended: false });
      const history = await play(seed, { gateway, time, objects, stage, cast });
      const wrong = [...(await judge(history)), ...(await aftermath(history.world, time))];
      virtual.clear();
      objects.ledger.clear();
      objects.records.clear();
      return { wrong, trace: history.world.trace };
    },
    close: () => {
      for (const give of giveBack) give();
    },
  };
}

/** Nobody reads the stacks of errors that are part of a play, and they take a tenth of its time. */
function withoutStacks(): () => void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  return () => {
    Error.stackTraceLimit = stackTraceLimit;
  };
}

/**
 * What happens follows from the seed alone: numbers are drawn from it, and digests and seals come in their turn and not in another
 * thread's. Gives back what it took the place of.
 */
function seededRandomness(): { readonly seed: (seed: number) => void; readonly giveBack: () => void } {
  let random = seeded(0);
  let tokens = 0;
  const drawn = {
    random: () => random.next(),
    digest: async (_algorithm: unknown, data: Uint8Array) => createHash("sha256").update(data).digest().buffer,
    importKey: async (_format: unknown, secret: Uint8Array) => secret,
    sign: async (_algorithm: unknown, key: Uint8Array, data: Uint8Array) => macOf(key, data).buffer,
    verify: async (_algorithm: unknown, key: Uint8Array, mac: Uint8Array, data: Uint8Array) =>
      macOf(key, data).equals(mac),
    randomUUID: () => `00000000-0000-4000-8000-${String(++tokens).padStart(12, "0")}`,
    getRandomValues: (bytes: Uint8Array) => {
      bytes.set(bytes.map(() => random.below(256)));
      return bytes;
    },
  };
  const places = [
    substitute(Math, "random", drawn.random),
    substitute(crypto.subtle, "digest", drawn.digest),
    substitute(crypto.subtle, "importKey", drawn.importKey),
    substitute(crypto.subtle, "sign", drawn.sign),
    substitute(crypto.subtle, "verify", drawn.verify),
    substitute(crypto, "randomUUID", drawn.randomUUID),
    substitute(crypto, "getRandomValues", drawn.getRandomValues),
  ];
  return {
    seed: (seed) => {
      random = seeded(~seed);
      tokens = 0;
    },
    giveBack: () => {
      for (const giveBack of places) giveBack();
    },
  };
}

/** Not a view of Node's pool, so that its buffer holds nothing else. */
function macOf(key: Uint8Array, data: Uint8Array): Buffer<ArrayBuffer> {
  const mac = Buffer.alloc(32);
  createHmac("sha256", key).update(data).digest().copy(mac);
  return mac;
}

/** A spy would keep every call. */
function substitute(owner: object, name: string, value: unknown): () => void {
  const original = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => {
    if (original) Object.defineProperty(owner, name, original);
    else Reflect.deleteProperty(owner, name);
  };
}
