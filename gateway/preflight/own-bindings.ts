import type { Flow } from "../../kernel/author/definition.ts";
import type { FlowIr, IrNode, IrSurface } from "../../kernel/ir/schema.ts";
import type { BindingNeed } from "./binding-needs.ts";
import type { Needs } from "./rule.ts";

type Own = Pick<BindingNeed, "binding" | "noun" | "section" | "entry">;
type Ask = Pick<BindingNeed, "node" | "asks" | "severity">;

const LEDGER: Own = {
  binding: "LEDGER",
  noun: "the ledger's objects",
  section: ["durable_objects", "bindings"],
  entry: { name: "LEDGER", class_name: "Ledger" },
};

const RATES: Own = {
  binding: "RATES",
  noun: "the counters' objects",
  section: ["durable_objects", "bindings"],
  entry: { name: "RATES", class_name: "RateLimiter" },
};

/** What `flowgate/objects` exports. A list by hand, as those modules load in a Worker only; a test holds it. */
export const OBJECT_CLASSES: readonly string[] = ["KeyedState", "Ledger", "MetricsStore", "RateLimiter", "Records"];

/** What the gateway itself binds to keep what flows ask for: each once per flow, for the most pressing reason. */
export function ownNeeds({ flows }: Needs): readonly BindingNeed[] {
  return flows.flatMap((flow) => {
    const irs = [flow, ...subflowsOf(flow)].map(({ ir }) => ir);
    const limits = irs.flatMap(({ control_surfaces: all }) => all.filter(({ kind }) => kind === "rate_limit"));
    const named = limits.filter(({ config }) => typeof config.binding === "string");
    const counted = limits.filter((limit) => !named.includes(limit)).map(rateAsk);
    return [
      ...most(flow, LEDGER, irs.flatMap(ledgerAsks)),
      ...most(flow, RATES, counted),
      ...named.map((limit) => ({ flow: flow.name, ...platformRate(limit) })),
    ];
  });
}

function subflowsOf({ definition }: Flow): readonly Flow[] {
  return definition.placed.flatMap(({ unit }) => (unit.kind === "flow" ? [unit, ...subflowsOf(unit)] : []));
}

function most({ name }: Flow, own: Own, asks: readonly Ask[]): readonly BindingNeed[] {
  const ask = asks.find(({ severity }) => severity === "error") ?? asks[0];
  return ask ? [{ flow: name, ...own, ...ask }] : [];
}

/** Without a ledger a flow runs unguarded, unless that is just what it says it must not. */
function ledgerAsks({ nodes, edges }: FlowIr): readonly Ask[] {
  return [
    ...nodes.flatMap(triggerAsks),
    ...edges
      .filter(({ delivery }) => delivery === "exactly_once")
      .map(({ to }) => ask(to, "error", `exactly_once into node ${to} needs the ledger`)),
    ...nodes
      .filter(({ kind, effects, idempotency }) => kind !== "trigger" && effects === "effectful" && idempotency.key)
      .map(({ alias }) => ask(alias, "warning", `the key of node ${alias} is kept in the ledger`)),
  ];
}

function triggerAsks({ alias, trigger }: IrNode): readonly Ask[] {
  const keys = trigger?.idempotency;
  const overlap = trigger?.overlap;
  return [
    ...(overlap === "skip" || overlap === "queue"
      ? [ask(alias, "error", `trigger ${alias} lets no two ticks overlap, which needs the ledger`)]
      : []),
    ...(typeof keys === "object" && keys !== null
      ? [
          "required" in keys && keys.required === true
            ? ask(alias, "error", `trigger ${alias} refuses events without a key, which needs the ledger`)
            : ask(alias, "warning", `the keys of trigger ${alias} are kept in the ledger`),
        ]
      : []),
  ];
}

function ask(node: string, severity: Ask["severity"], why: string): Ask {
  return { node, severity, asks: `${why}, the Durable Object class Ledger as LEDGER` };
}

function rateAsk({ config }: IrSurface): Ask {
  const asks = `the rate of node ${config.target} is counted over all isolates by the class RateLimiter as RATES`;
  return { node: String(config.target), severity: "warning", asks };
}

/** The binding counts over 10 or 60 seconds only. */
const PERIOD_SECONDS = 10;

function platformRate({ config }: IrSurface): Omit<BindingNeed, "flow"> {
  const binding = String(config.binding);
  const limit = Math.max(1, Math.round(Number(config.qps) * PERIOD_SECONDS));
  return {
    node: String(config.target),
    severity: "error",
    asks: `the rate of node ${config.target} is counted by the rate limit ${binding}`,
    binding,
    noun: "a rate limit",
    section: ["ratelimits"],
    entry: { name: binding, namespace_id: namespaceId(binding), simple: { limit, period: PERIOD_SECONDS } },
  };
}

/** A whole number as text, the account's own; two rates that share one would count together. */
function namespaceId(binding: string): string {
  const sum = [...binding].reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_000, 7);
  return String(1_000 + sum);
}
