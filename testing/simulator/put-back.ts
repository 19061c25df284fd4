import type { Claim, ClaimResult, ClaimTerms, DedupeStore } from "../../capabilities/dedupe/store.ts";
import type { Gateway } from "../../gateway/create-gateway.ts";
import type { Feature } from "../../gateway/features/feature.ts";
import type { RecordsObject } from "../../gateway/stores/records.ts";
import type { Cast } from "./cast.ts";
import { FEATURES } from "./features.ts";

/** A fault that the gateway once had, put back at its edge, and a cast that meets it. */
export interface PutBack {
  readonly name: string;
  readonly cast: Cast;
  /** The gateway with the fault. */
  readonly spoil?: (gateway: Gateway) => Gateway;
  /** Its features with the fault. */
  readonly features?: readonly Feature[];
  /** What the simulator has to say. */
  readonly sees: RegExp;
}

const NOBODY: Cast = {
  eager: true,
  leaving: false,
  lingering: false,
  unusable: false,
  deferred: false,
  replaysAtOnce: false,
};

type Env = Readonly<Record<string, unknown>>;
type Context = Parameters<Gateway["fetch"]>[2];

interface Spoils {
  readonly env?: (env: Env) => Env;
  readonly context?: (context: Context) => Context;
}

function spoiled(gateway: Gateway, { env: spoilEnv = (env) => env, context = (given) => given }: Spoils): Gateway {
  const known = new WeakMap<object, object>();
  const envOf = (env: object): object => {
    const found = known.get(env) ?? spoilEnv(env as Env);
    known.set(env, found);
    return found;
  };
  return {
    ...gateway,
    fetch: (request, env, given) => gateway.fetch(request, envOf(env), context(given)),
    queue: (batch, env, given) => gateway.queue(batch, envOf(env), context(given)),
    scheduled: (tick, env, given) => gateway.scheduled(tick, envOf(env), context(given)),
  };
}

/** Whoever leaves, all goes on as if they stayed. */
function deaf(gateway: Gateway): Gateway {
  const { signal } = new AbortController();
  return {
    ...gateway,
    fetch: (request, env, context) => {
      const answering = gateway.fetch(new Request(request, { signal }), env, context);
      context.waitUntil(answering);
      return answering;
    },
  };
}

type Namespace<Target> = { readonly getByName: (name: string) => Target };

/** The same bindings, whose object of that name answers some calls in its own way. */
function withObject<Target extends object>(binding: string, change: (target: Target) => Partial<Target>) {
  return (env: Env): Env => {
    const { getByName } = env[binding] as Namespace<Target>;
    const changed = (name: string): Target => {
      const target = getByName(name);
      const own = change(target) as Record<string | symbol, unknown>;
      return new Proxy(target, { get: (_, method) => own[method] ?? Reflect.get(target, method) });
    };
    return { ...env, [binding]: { getByName: changed } };
  };
}

/** Entries of effects are stored only while the run that had them still waits. */
function withoutLateEntries() {
  const untilMs = new Map<string, number>();
  const MARGIN_MS = 2_000;
  return withObject<DedupeStore>("LEDGER", (ledger) => ({
    claim: async (key: string, terms: ClaimTerms): Promise<Claim> => {
      const claim = await ledger.claim(key, terms);
      if (claim.kind === "new") untilMs.set(key, Date.now() + terms.leaseMs - MARGIN_MS);
      return claim;
    },
    extend: async () => false,
    complete: async (key: string, token: string, result: ClaimResult) => {
      const isLate = key.startsWith("effect/") && Date.now() >= (untilMs.get(key) ?? 0);
      return isLate ? false : ledger.complete(key, token, result);
    },
  }));
}

/** An effect whose output is of no use is taken for one that was not done. */
const withoutUnusable = withObject<DedupeStore>("LEDGER", (ledger) => ({
  complete: (key: string, token: string, result: ClaimResult) => {
    const isUnusable = JSON.stringify(result.stored ?? null).includes('"unusable"');
    return isUnusable ? ledger.forget(key, token) : ledger.complete(key, token, result);
  },
}));

/** Whoever asks for a replay gets it, each as an event of its own. */
function replayingAtWill() {
  let replays = 0;
  return withObject<RecordsObject>("RECORDS", (records) => ({
    claimReplay: async (id: string) => {
      const failure = await records.findFailure(id);
      return failure ? { kind: "claimed", failure: { ...failure, replays: ++replays } } : { kind: "unknown" };
    },
  }));
}

/** What an event's key says about its run is not listened to. */
function deferringAnew(feature: Feature): Feature {
  const { defer } = feature;
  return defer ? { ...feature, defer: (invocation, scope) => defer(invocation, scope, undefined) } : feature;
}

export const PUT_BACK: readonly PutBack[] = [
  {
    name: "nothing is kept alive for a client that left",
    cast: { ...NOBODY, leaving: true, lingering: true },
    spoil: (gateway) => spoiled(gateway, { context: () => ({ waitUntil: () => undefined }) }),
    sees: /^the effect of h.* was done again/,
  },
  {
    name: "a run is not carried to its end for a client that left",
    cast: { ...NOBODY, leaving: true, lingering: true },
    spoil: (gateway) => spoiled(gateway, { context: () => ({ waitUntil: () => undefined }) }),
    sees: /was not carried to its end after its client had left$/,
  },
  {
    name: "a client that left is not heard of",
    cast: { ...NOBODY, leaving: true, lingering: true },
    spoil: deaf,
    sees: /was begun after its client had left$/,
  },
  {
    name: "an effect that outlives its guard is not entered",
    cast: { ...NOBODY, lingering: true },
    spoil: (gateway) => spoiled(gateway, { env: withoutLateEntries() }),
    sees: /^the effect of .* was done again/,
  },
  {
    name: "each try to defer a run makes one of its own",
    cast: { ...NOBODY, deferred: true },
    features: FEATURES.map(deferringAnew),
    sees: /^the run of d.* was done again/,
  },
  {
    name: "an effect whose output is of no use counts as not done",
    cast: { ...NOBODY, unusable: true },
    spoil: (gateway) => spoiled(gateway, { env: withoutUnusable }),
    sees: /^the effect of .* was done again/,
  },
  {
    name: "everybody may replay a failure at any time",
    cast: { ...NOBODY, replaysAtOnce: true },
    spoil: (gateway) => spoiled(gateway, { env: replayingAtWill() }),
    sees: /^the run of the replay of .* was done again/,
  },
];
