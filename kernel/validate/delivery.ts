import type { Code } from "../errors/codes.ts";
import { diagnostic } from "../errors/diagnostic.ts";
import { at } from "../ir/graph.ts";
import type { IrNode } from "../ir/schema.ts";
import { uses } from "./hints.ts";
import { type EdgeRule, none, type Subject } from "./rule.ts";

/** What was done has to be remembered at least as long as an event may come again: five minutes. */
const MIN_TTL_MS = 300_000;

/** EXACT001, 002, 003, 005: what an edge promises with exactly_once, its target can keep. */
export const exactlyOnceIsKept: EdgeRule = ({ edge: { from, to, delivery }, to: { node } }, { graph, hintRules }) => {
  if (delivery !== "exactly_once") return none;
  const where = at(graph, { node: to, edge: { from, to } });
  return [...memoryGaps(node), ...sinkGaps(node, hintRules)].map(({ code, message }) =>
    diagnostic(code, message, where),
  );
};

interface Gap {
  readonly code: Code;
  readonly message: string;
}

function memoryGaps(node: IrNode): readonly Gap[] {
  const { key, ttlMs } = node.idempotency;
  const gaps: Gap[] = [];
  if (!uses(node, "resource::dedupe")) {
    gaps.push({ code: "EXACT001", message: `${node.alias} is to run exactly once but does not use dedupe` });
  }
  if (key == null) {
    gaps.push({ code: "EXACT002", message: `${node.alias} is to run exactly once but has no idempotency key` });
  } else if (ttlMs == null || ttlMs < MIN_TTL_MS) {
    const kept = ttlMs == null ? "no ttlMs" : `a ttlMs of ${ttlMs}`;
    gaps.push({
      code: "EXACT003",
      message: `${node.alias} is to run exactly once but has ${kept}; it needs ${MIN_TTL_MS}`,
    });
  }
  return gaps;
}

/** Dedupe keeps a second run away, but not a run that broke off after the effect: the effect itself has to bear it. */
function sinkGaps(node: IrNode, hintRules: Subject["hintRules"]): readonly Gap[] {
  const hints = node.effectHints.filter((hint) => hintRules(hint).some(({ idempotent }) => idempotent === false));
  if (hints.length === 0) return [];
  const message = `${node.alias} is to run exactly once, but ${hints.join(", ")} done twice is there twice`;
  return [{ code: "EXACT005", message }];
}
