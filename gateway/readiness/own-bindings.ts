import { hasMethods, isObjectNamespace } from "../../base/bindings.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import type { FlowIr, IrNode, IrSurface } from "../../kernel/ir/schema.ts";
import type { BindingNeed } from "./binding-need.ts";
import type { Needs } from "./rule.ts";

/** One of the gateway's own bindings, as a flow needs it. */
export interface OwnNeed extends BindingNeed {
  /** Whether what the environment holds is of its kind. */
  readonly isBound: (bound: unknown) => boolean;
}

type Own = Pick<OwnNeed, "binding" | "noun" | "section" | "entry" | "isBound">;
type Ask = Pick<BindingNeed, "node" | "asks" | "severity">;

const LEDGER: Own = {
  binding: "LEDGER",
  noun: "the ledger's objects",
  section: ["durable_objects", "bindings"],
  entry: { name: "LEDGER", class_name: "Ledger" },
  isBound: isObjectNamespace,
};

const OWN_QUEUE: Own = {
  binding: "FLOWGATE_QUEUE",
  noun: "a queue's producer",
  section: ["queues", "producers"],
  entry: { binding: "FLOWGATE_QUEUE", queue: "flowgate" },
  isBound: (bound) => hasMethods(bound, ["send"]),
};

const RATES: Own = {
  binding: "RATES",
  noun: "the counters' objects",
  section: ["durable_objects", "bindings"],
  entry: { name: "RATES", class_name: "RateLimiter" },
  isBound: isObjectNamespace,
};

/** What `flowgate/objects` exports. A list by hand, as those modules load in a Worker only; a test holds it. */
export const OBJECT_CLASSES: readonly string[] = ["KeyedState", "Ledger", "MetricsStore", "RateLimiter", "Records"];

/** What the gateway itself binds to keep what flows ask for: each once per flow, for the most pressing reason. */
export function ownNeeds({ flows }: Needs): readonly OwnNeed[] {
  const all = flows.flatMap(rateLimits);
  return flows.flatMap((flow) => {
    const { name } = flow;
    const limits = rateLimits(flow);
    const named = new Map(limits.filter(isNamed).map((limit) => [limit.config.binding, limit]));
    return [
      ...most(name, LEDGER, irsOf(flow).flatMap(ledgerAsks)),
      ...most(name, OWN_QUEUE, flow.ir.nodes.filter(answersLater).map(queueAsk)),
      ...most(name, RATES, limits.filter((limit) => !isNamed(limit)).map(rateAsk)),
      ...[...named.values()].map((limit) => ({ flow: name, ...platformRate(limit, all) })),
    ];
  });
}

/** Of a flow and its subflows. */
function irsOf({ ir, definition }: Flow): readonly FlowIr[] {
  return [ir, ...definition.placed.flatMap(({ unit }) => (unit.kind === "flow" ? irsOf(unit) : []))];
}

const rateLimits = (flow: Flow) =>
  irsOf(flow).flatMap(({ control_surfaces: all }) => all.filter(({ kind }) => kind === "rate_limit"));

const isNamed = ({ config }: IrSurface) => typeof config.binding === "string";

function most(flow: string, own: Own, asks: readonly Ask[]): readonly OwnNeed[] {
  const ask = asks.find(({ severity }) => severity === "error") ?? asks[0];
  return ask ? [{ flow, ...own, ...ask }] : [];
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

const answersLater = ({ trigger }: IrNode): boolean => trigger?.respond === "async";

function queueAsk({ alias }: IrNode): Ask {
  const asks = `trigger ${alias} answers before its flow runs, which comes by the queue bound as FLOWGATE_QUEUE`;
  return { node: alias, severity: "error", asks };
}

function triggerAsks(node: IrNode): readonly Ask[] {
  const { alias, trigger } = node;
  const keys = trigger?.idempotency;
  const overlap = trigger?.overlap;
  return [
    ...(answersLater(node)
      ? [ask(alias, "error", `trigger ${alias} answers before its flow runs, which needs the ledger`)]
      : []),
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

/** What shares a binding shares its number: the highest that any of `all` asks for. */
function platformRate({ config }: IrSurface, all: readonly IrSurface[]): Omit<OwnNeed, "flow"> {
  const binding = String(config.binding);
  const rates = all.filter((other) => other.config.binding === binding).map((other) => Number(other.config.qps));
  const limit = Math.max(1, Math.round(Math.max(...rates) * PERIOD_SECONDS));
  return {
    node: String(config.target),
    severity: "error",
    asks: `the rate of node ${config.target} is counted by the rate limit ${binding}`,
    binding,
    noun: "a rate limit",
    section: ["ratelimits"],
    entry: { name: binding, namespace_id: namespaceId(binding), simple: { limit, period: PERIOD_SECONDS } },
    isBound: (bound) => hasMethods(bound, ["limit"]),
  };
}

/** A whole number as text, the account's own; two rates that share one would count together. */
function namespaceId(binding: string): string {
  const sum = [...binding].reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_000, 7);
  return String(1_000 + sum);
}
