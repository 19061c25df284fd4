import type { Catalog, HintRule } from "../../../kernel/catalog.ts";
import { flowId, nodeId } from "../../../kernel/ir/identity.ts";
import type { FlowIr, IrEdge, IrNode, IrSurface } from "../../../kernel/ir/schema.ts";

/** Small valid flows. Each code's example is one of them with a fragment put over it. */

const named = { kind: "named", name: "Order" } as const;

const orders = flow(
  [
    trigger({ kind: "http", method: "POST", path: "/orders" }),
    exampleNode("price", { in_schema: named, out_schema: named }),
    exampleNode("save", {
      kind: "activity",
      in_schema: named,
      effects: "effectful",
      determinism: "best_effort",
      idempotency: { key: "/id", ttlMs: 86_400_000 },
      effectHints: ["resource::kv::write"],
      determinismHints: ["resource::kv::write"],
      uses: [{ name: "orders", kind: "kv", binding: "ORDERS", access: "write", options: {} }],
    }),
  ],
  [exampleEdge("http", "price"), exampleEdge("price", "save")],
  "save",
);

const fork = [
  exampleEdge("http", "price"),
  exampleEdge("price", "express"),
  exampleEdge("price", "standard"),
  exampleEdge("express", "ship"),
  exampleEdge("standard", "ship"),
];

const forkNodes = [
  trigger({ kind: "http", method: "POST", path: "/orders" }),
  ...["price", "express", "standard", "ship"].map((alias) => exampleNode(alias)),
];

const branches = flow(forkNodes, fork, "ship", [
  {
    id: "if:price",
    kind: "if",
    targets: ["price", "express", "standard"],
    config: { v: 1, source: "price", selector_pointer: "/express", then: "express", else: "standard" },
  },
]);

const kinds = flow(forkNodes, fork, "ship", [
  {
    id: "switch:price",
    kind: "switch",
    targets: ["price", "express", "standard"],
    config: {
      v: 1,
      source: "price",
      selector_pointer: "/kind",
      cases: { express: "express" },
      default: "standard",
    },
  },
]);

const lines = flow(
  [
    trigger({ kind: "http", method: "POST", path: "/orders" }),
    ...["order", "line", "total"].map((alias) => exampleNode(alias)),
  ],
  [exampleEdge("http", "order"), exampleEdge("order", "line"), exampleEdge("line", "total")],
  "total",
  [
    {
      id: "for_each:line",
      kind: "for_each",
      targets: ["order", "line"],
      config: { v: 1, source: "order", items_pointer: "/lines", body_entry: "line" },
    },
  ],
);

/** By name: `orders` saves a priced order, `branches` has an if, `kinds` a switch, `lines` a for_each. */
export const exampleFlows = { orders, branches, kinds, lines } as const;

function flow(nodes: readonly IrNode[], edges: readonly IrEdge[], capture: string, surfaces: IrSurface[] = []): FlowIr {
  return {
    id: flowId("orders", "1.0.0"),
    name: "orders",
    version: "1.0.0",
    profile: "web",
    nodes: [...nodes],
    edges: [...edges],
    control_surfaces: surfaces,
    checkpoints: [],
    artifacts: [],
    policies: { lint: { require_control_hints: false } },
    metadata: { tags: [] },
    capture,
  };
}

/** A pure node, but for what `given` says. */
export function exampleNode(alias: string, given: Partial<IrNode> = {}): IrNode {
  return {
    id: nodeId(flowId("orders", "1.0.0"), alias),
    alias,
    identifier: alias,
    name: alias,
    kind: "inline",
    in_schema: { kind: "opaque" },
    out_schema: { kind: "opaque" },
    effects: "pure",
    determinism: "strict",
    idempotency: {},
    effectHints: [],
    determinismHints: [],
    ...given,
  };
}

export function exampleEdge(from: string, to: string): IrEdge {
  return { from, to, delivery: "at_least_once", ordering: "ordered", buffer: {} };
}

function trigger(wiring: IrNode["trigger"] & object): IrNode {
  return exampleNode(wiring.kind, { kind: "trigger", effects: "read_only", trigger: wiring });
}

function rows(kind: string, accesses: Readonly<Record<string, HintRule["effects"]>>): readonly HintRule[] {
  return Object.entries(accesses).map(([access, effects]) => ({
    hint: `resource::${kind}::${access}`,
    effects,
    determinism: "best_effort",
    ...((access === "publish" || kind === "http") && effects === "effectful" && { idempotent: false }),
  }));
}

const store = { read: "read_only", write: "effectful" } as const;

/** A world for the examples: the hints of Flow IR 0.1, and triggers for routes, queues and schedules. */
export const exampleCatalog: Catalog = {
  hints: [
    ...["http", "kv", "blob", "state", "db"].flatMap((kind) => rows(kind, store)),
    ...rows("queue", { publish: "effectful", consume: "read_only" }),
    ...rows("dedupe", { write: "effectful" }),
    { hint: "resource::cache", effects: "read_only", determinism: "best_effort" },
    { hint: "resource::secret", effects: "read_only", determinism: "stable" },
    { hint: "resource::clock", effects: "pure", determinism: "best_effort" },
    { hint: "resource::rng", effects: "pure", determinism: "best_effort" },
  ],
  triggers: [
    { kind: "http", claim: ({ method, path }) => `${String(method)} ${String(path)}`, replies: true },
    { kind: "queue", claim: ({ queue }) => `queue ${String(queue)}`, replies: false },
    { kind: "cron", claim: () => undefined, replies: false },
  ],
};
