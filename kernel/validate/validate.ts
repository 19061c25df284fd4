import type { Catalog } from "../catalog.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import { graphOf } from "../ir/graph.ts";
import type { FlowIr } from "../ir/schema.ts";
import { isQuotable, nameFindings } from "./names.ts";
import type { Findings } from "./rule.ts";
import { rules } from "./rules.ts";
import { subjectOf } from "./subject.ts";

/** Each with its place among all. */
const placed = rules.map((rule, place) => ({ ...rule, place }));
const flowRules = placed.filter((rule) => rule.of === "flow");
const nodeRules = placed.filter((rule) => rule.of === "node");
const edgeRules = placed.filter((rule) => rule.of === "edge");

export interface ValidateOptions {
  /** The flow is only used as a node of others, so it may have no trigger. Default false. */
  readonly subflow?: boolean;
}

/**
 * Everything that is wrong with one flow, errors and warnings: first its names, then by rule, in the order of `rules`, and
 * within a rule in document order. A flow without errors can be planned. Its subflows are flows of their own, validated each for itself.
 */
export function validate(
  ir: FlowIr,
  catalog: Catalog,
  { subflow = false }: ValidateOptions = {},
): readonly Diagnostic[] {
  const misnamed = nameFindings(ir);
  if (misnamed.length > 0 && !isQuotable(ir)) return misnamed;
  const subject = subjectOf(graphOf(ir), catalog, subflow);
  const { vertices, links } = subject.graph;
  const found = rules.map((): Diagnostic[] => []);
  const note = (place: number, findings: Findings) => {
    for (const finding of findings) found[place]?.push(finding);
  };
  for (const { place, check } of flowRules) note(place, check(subject));
  for (const vertex of vertices) for (const { place, check } of nodeRules) note(place, check(vertex, subject));
  for (const link of links) for (const { place, check } of edgeRules) note(place, check(link, subject));
  return [...misnamed, ...found.flat()];
}
