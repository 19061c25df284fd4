import fc from "fast-check";
import { exampleEdge, exampleNode } from "../docs/pages/flow-examples/flows.ts";
import type { FlowIr, IrNode, IrSurface } from "../kernel/ir/schema.ts";
import { flowOf, programs } from "./random-program.ts";

interface Trim {
  /** One per node, used round and round. */
  readonly nodes: readonly ("plain" | "keyed" | "timeout" | "rate_limit" | "retry" | "continue")[];
  readonly timeouts: readonly (number | undefined)[];
  readonly partitioned: number;
  readonly queue: boolean;
}

/** Flows that any part of the Flow IR may stand in, and that are right: the IR of a random program, with trimmings. */
export function validFlows(): fc.Arbitrary<FlowIr> {
  const kinds = ["plain", "plain", "keyed", "timeout", "rate_limit", "retry", "continue"] as const;
  const trims: fc.Arbitrary<Trim> = fc.record({
    nodes: fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 9 }),
    timeouts: fc.array(fc.option(fc.integer({ min: 1 }), { nil: undefined }), { minLength: 1, maxLength: 5 }),
    partitioned: fc.nat(20),
    queue: fc.boolean(),
  });
  return fc.tuple(programs(false), trims).map(([program, trim]) => trimmed(flowOf(program, () => undefined).ir, trim));
}

function trimmed(ir: FlowIr, trim: Trim): FlowIr {
  const kindAt = (index: number) => trim.nodes[index % trim.nodes.length] ?? "plain";
  const nodes = ir.nodes.map((node, index) => (kindAt(index) === "keyed" ? keyed(node) : node));
  const surfaces = ir.nodes.flatMap((node, index) => surfaceOn(node, kindAt(index)));
  const edges = ir.edges.map((edge, index) => {
    const timeoutMs = trim.timeouts[index % trim.timeouts.length];
    return timeoutMs === undefined ? edge : { ...edge, timeout_ms: timeoutMs };
  });
  const edge = edges[trim.partitioned % edges.length];
  const partition = edge && {
    id: "partition",
    kind: "partition",
    targets: [edge.from, edge.to],
    config: { v: 1, edge: { from: edge.from, to: edge.to }, key: "/id" },
  };
  const control_surfaces = [...ir.control_surfaces, ...surfaces, ...(partition ? [partition] : [])];
  const flow = { ...ir, nodes, edges, control_surfaces };
  // A node whose failure drops its branch may take the result with it.
  const optional = { ...flow, capture_optional: true };
  return trim.queue ? withQueue(optional) : optional;
}

function keyed(node: IrNode): IrNode {
  if (node.kind === "trigger") return node;
  const hints = ["resource::kv::write"];
  const levels = { effects: "effectful", determinism: "best_effort" } as const;
  return {
    ...node,
    kind: "activity",
    ...levels,
    idempotency: { key: "/id" },
    effectHints: hints,
    determinismHints: hints,
  };
}

function surfaceOn({ alias, kind: nodeKind }: IrNode, kind: Trim["nodes"][number]): readonly IrSurface[] {
  if (nodeKind === "trigger" || kind === "plain" || kind === "keyed") return [];
  const targets = [alias];
  const target = { v: 1, target: alias };
  if (kind === "timeout") return [{ id: `timeout:${alias}`, kind, targets, config: { ...target, ms: 500 } }];
  if (kind === "rate_limit") return [{ id: `rate:${alias}`, kind, targets, config: { ...target, qps: 1, burst: 1 } }];
  const config = { v: 1, scope: { nodes: [alias] }, strategy: kind };
  return [{ id: `handler:${alias}`, kind: "error_handler", targets, config }];
}

/** A second trigger, into the same nodes as the first. */
function withQueue(ir: FlowIr): FlowIr {
  const queue = exampleNode("queue", { kind: "trigger", trigger: { kind: "queue", queue: "orders" } });
  const edges = ir.edges.filter(({ from }) => from === "http").map(({ to }) => exampleEdge("queue", to));
  const policies = { lint: { require_control_hints: false, allow_multiple_triggers: true } };
  return { ...ir, nodes: [...ir.nodes, queue], edges: [...ir.edges, ...edges], policies };
}
