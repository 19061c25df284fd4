import * as v from "valibot";
import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import type { Failure } from "../errors/failure.ts";
import { at, type Graph } from "../ir/graph.ts";
import type { IrSurface } from "../ir/schema.ts";
import { alias, readConfig, targetFindings, textAt, unknownFindings, version } from "./config.ts";
import type { Catch, PlanEffect } from "./step-effect.ts";
import { triggerFindings } from "./step-target.ts";

/** The strategy `catch` of an `error_handler`: the failure of a node goes to a node of its own instead of ending the run. */
const Config = v.looseObject({
  v: version,
  scope: v.looseObject(
    { nodes: v.pipe(v.array(alias, "must be a list of aliases"), v.minLength(1, "must name a node")) },
    "must be an object with `nodes`",
  ),
  strategy: v.literal("catch"),
  to: alias,
  codes: v.optional(v.array(v.string("must be a code"), "must be a list of codes")),
  classes: v.optional(
    v.array(
      v.picklist(["transient", "permanent", "unknown"], "must be transient, permanent or unknown"),
      "must be a list of classes",
    ),
  ),
});

type Config = v.InferOutput<typeof Config>;

export const isCatch = (surface: IrSurface): boolean =>
  surface.kind === "error_handler" && textAt(surface, "strategy") === "catch";

export function catchFindings(surface: IrSurface, graph: Graph): readonly Diagnostic[] {
  const read = readConfig(surface, graph, { schema: Config, code: "CTRL130" });
  if (!read.ok) return read.failure;
  const { scope, to } = read.value;
  const named = [...scope.nodes, to];
  return [
    ...targetFindings(surface, graph, named, "CTRL130"),
    ...unknownFindings(surface, graph, [...named, ...surface.targets], "CTRL131"),
    ...triggerFindings(surface, graph, named),
    ...scope.nodes.flatMap((node) => nodeFindings(surface, graph, { node, to })),
  ];
}

interface Caught {
  readonly node: string;
  readonly to: string;
}

function nodeFindings(surface: IrSurface, graph: Graph, { node, to }: Caught): readonly Diagnostic[] {
  const problem = (message: string) => diagnostic("CTRL130", message, at(graph, { surface: surface.id, node }));
  const known = graph.nodes.has(node) && graph.nodes.has(to);
  const there = (graph.outbound.get(node) ?? []).some((edge) => edge.to === to && edge.on === "failure");
  return [
    ...(known && !there
      ? [
          diagnostic(
            "CTRL132",
            `no edge with \`on: failure\` leads from ${node} to ${to}`,
            at(graph, { surface: surface.id, edge: { from: node, to } }),
          ),
        ]
      : []),
    ...(graph.nodes.get(node)?.streams
      ? [problem(`node ${node} streams, and what was sent cannot be taken back; its failure ends the run`)]
      : []),
    ...(droppedIn(graph).has(node)
      ? [problem(`another handler lets node ${node} \`continue\`, so that it has no failure to catch`)]
      : []),
  ];
}

/** By graph, as there may be as many handlers as nodes. */
const dropped = new WeakMap<Graph, ReadonlySet<string>>();

/** Nodes that a handler lets the run go on without. */
function droppedIn(graph: Graph): ReadonlySet<string> {
  const known = dropped.get(graph);
  if (known) return known;
  const goingOn = graph.ir.control_surfaces.filter((surface) => textAt(surface, "strategy") === "continue");
  const found = new Set(goingOn.flatMap(({ targets }) => targets));
  dropped.set(graph, found);
  return found;
}

export function planCatch(surface: IrSurface): PlanEffect {
  const config = v.parse(Config, surface.config);
  const catches: Catch = { takes: (reason) => takes(config, reason) };
  return Object.fromEntries(config.scope.nodes.map((node) => [node, { catches }]));
}

/** With codes and classes given, a failure has to be of both. */
function takes({ codes, classes }: Config, { code, retry }: Failure): boolean {
  return (codes === undefined || codes.includes(code)) && (classes === undefined || classes.includes(retry));
}
