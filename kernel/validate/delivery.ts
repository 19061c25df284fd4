import { covers, type HintRule } from "../catalog.ts";
import type { Code } from "../errors/codes.ts";
import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at, type Link } from "./graph.ts";
import { uses } from "./hints.ts";
import type { Rule } from "./rule.ts";

/** What was done has to be remembered at least as long as an event may come again: five minutes. */
const MIN_TTL_MS = 300_000;

/** EXACT001, 002, 003, 005: what an edge promises with exactly_once, its target can keep. */
export const exactlyOnceIsKept: Rule = ({ graph, catalog }) =>
  graph.links
    .filter(({ edge }) => edge.delivery === "exactly_once")
    .flatMap((link) => {
      const edge = { from: link.edge.from, to: link.edge.to };
      const find = ({ code, message }: Gap): Diagnostic =>
        diagnostic(code, message, at(graph, { node: edge.to, edge }));
      return [...memoryGaps(link), ...sinkGaps(link, catalog.hints)].map(find);
    });

interface Gap {
  readonly code: Code;
  readonly message: string;
}

function memoryGaps({ to: { node } }: Link): readonly Gap[] {
  const { key, ttlMs } = node.idempotency;
  const gaps: Gap[] = [];
  if (!uses(node, "resource::dedupe")) {
    gaps.push({ code: "EXACT001", message: `${node.alias} is to run exactly once but does not use dedupe` });
  }
  if (key === undefined) {
    gaps.push({ code: "EXACT002", message: `${node.alias} is to run exactly once but has no idempotency key` });
  } else if (ttlMs === undefined || ttlMs < MIN_TTL_MS) {
    const kept = ttlMs === undefined ? "no ttlMs" : `a ttlMs of ${ttlMs}`;
    gaps.push({
      code: "EXACT003",
      message: `${node.alias} is to run exactly once but has ${kept}; it needs ${MIN_TTL_MS}`,
    });
  }
  return gaps;
}

/** Dedupe keeps a second run away, but not a run that broke off after the effect: the effect itself has to bear it. */
function sinkGaps({ to: { node } }: Link, rules: readonly HintRule[]): readonly Gap[] {
  const once = rules.filter(({ idempotent }) => idempotent === false);
  const hints = node.effectHints.filter((hint) => once.some((rule) => covers(rule.hint, hint)));
  if (hints.length === 0) return [];
  const message = `${node.alias} is to run exactly once, but ${hints.join(", ")} done twice is there twice`;
  return [{ code: "EXACT005", message }];
}
