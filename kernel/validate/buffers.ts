import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at } from "./graph.ts";
import { uses } from "./hints.ts";
import type { Rule } from "./rule.ts";

/** SPILL001, SPILL002: a buffer that spills knows when, and the flow has a place for it. */
export const spillsHaveBounds: Rule = ({ graph }) => {
  const spilling = graph.links.filter(({ edge }) => edge.buffer.spill_tier !== undefined);
  if (spilling.length === 0) return [];
  const hasBlob = graph.vertices.some(({ node }) => uses(node, "resource::blob"));
  return spilling.flatMap(({ edge: { from, to, buffer } }): readonly Diagnostic[] => {
    const where = at(graph, { edge: { from, to } });
    const tier = buffer.spill_tier;
    const unbounded = diagnostic("SPILL001", `the buffer spills to ${tier} but has no max_items`, where);
    const nowhere = diagnostic("SPILL002", `the buffer spills to ${tier}, but no node of the flow uses blob`, where);
    return [...(buffer.max_items === undefined ? [unbounded] : []), ...(hasBlob ? [] : [nowhere])];
  });
};
