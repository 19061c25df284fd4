import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at } from "../ir/graph.ts";
import { type EdgeRule, none } from "./rule.ts";

/** SPILL001, SPILL002: a buffer that spills knows when, and the flow has a place for it. */
export const spillsHaveBounds: EdgeRule = ({ edge: { from, to, buffer } }, { graph, hasBlob }) => {
  const { spill_tier: tier, max_items } = buffer;
  if (tier == null) return none;
  const where = at(graph, { edge: { from, to } });
  const found: Diagnostic[] = [];
  if (max_items == null) {
    found.push(diagnostic("SPILL001", `the buffer spills to ${tier} but has no max_items`, where));
  }
  if (!hasBlob()) {
    found.push(diagnostic("SPILL002", `the buffer spills to ${tier}, but no node of the flow uses blob`, where));
  }
  return found;
};
