import * as v from "valibot";
import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at, type Graph, hasEdge } from "../ir/graph.ts";
import type { IrSurface } from "../ir/schema.ts";
import { ok } from "../result.ts";
import { missingEdge } from "./branching.ts";
import {
  alias,
  namedIn,
  pointer,
  readConfig,
  targetFindings,
  textAt,
  unknownFindings,
  version,
  whole,
} from "./config.ts";
import { getterOf, misfit, type Selection } from "./selection.ts";
import type { PlanEffect } from "./step-effect.ts";
import type { LookUp, Surface } from "./surface.ts";

const DEFAULT_CONCURRENCY = 6;

const Config = v.looseObject({
  v: version,
  source: alias,
  items_pointer: pointer,
  body_entry: alias,
  concurrency: v.optional(whole(1)),
  settle: v.optional(v.boolean("must be true or false")),
});

/** Runs a node or subflow once per item of an array in the source's output; gives the outputs in item order. */
export const forEachSurface: Surface = {
  kind: "for_each",
  second: "CTRL130",
  sets: [{ what: "input", of: namedIn("body_entry") }],
  body: (surface) => textAt(surface, "body_entry"),
  check,
  plan,
};

function check(surface: IrSurface, graph: Graph): readonly Diagnostic[] {
  const read = readConfig(surface, graph, { schema: Config, code: "CTRL130" });
  if (!read.ok) return read.failure;
  const { source, body_entry: body } = read.value;
  const known = graph.nodes.has(source) && graph.nodes.has(body);
  return [
    ...targetFindings(surface, graph, [source, body], "CTRL130"),
    ...unknownFindings(surface, graph, [source, body, ...surface.targets], "CTRL131"),
    ...(known && !hasEdge(graph, source, body)
      ? [missingEdge(surface, graph, { from: source, to: body }, "CTRL132")]
      : []),
    ...bodyProblems(graph, body).map((message) =>
      diagnostic("CTRL130", message, at(graph, { surface: surface.id, node: body })),
    ),
  ];
}

function bodyProblems(graph: Graph, alias: string): readonly string[] {
  const body = graph.nodes.get(alias);
  const problems: string[] = [];
  if (body?.kind === "trigger") problems.push(`body_entry ${alias} is a trigger, which runs nothing`);
  if (body?.join === "all") problems.push(`body_entry ${alias} joins its inputs, but takes one item at a time`);
  if (body?.streams) problems.push(`body_entry ${alias} streams, but its outputs are collected into a list`);
  if ((graph.inbound.get(alias)?.length ?? 0) > 1) {
    problems.push(`body_entry ${alias} has other inbound edges; only the items may lead to it`);
  }
  return problems;
}

function plan(surface: IrSurface, _lookUp: LookUp): PlanEffect {
  const { source, items_pointer, body_entry, concurrency, settle } = v.parse(Config, surface.config);
  const selection: Selection = { surface, source, pointer: items_pointer, expected: "array" };
  const select = getterOf(selection);
  const items = (output: unknown) => {
    const value = select(output);
    return Array.isArray(value) ? ok<readonly unknown[]>(value) : misfit(selection, value);
  };
  return {
    [body_entry]: { each: { items, concurrency: concurrency ?? DEFAULT_CONCURRENCY, settle: settle ?? false } },
  };
}
