import type { BindingRule } from "../../capabilities/capability.ts";
import type { UseAt } from "../../capabilities/use-at.ts";
import { type Diagnostic, diagnostic, type Location } from "../../kernel/errors/diagnostic.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { ownNeeds } from "./own-bindings.ts";
import type { Needs } from "./rule.ts";

/** One binding as one flow needs it. */
export interface BindingNeed {
  readonly flow: string;
  readonly node: string;
  /** Who asks for what, as the beginning of a sentence. */
  readonly asks: string;
  readonly binding: string;
  /** What the binding is to be, such as `a KV namespace`. */
  readonly noun: string;
  /** Where the wrangler file lists it, as a path. */
  readonly section: readonly [string, ...string[]];
  /** What to list there. */
  readonly entry: JsonObject;
  /** A warning where the flow runs without it, if less well. */
  readonly severity: "error" | "warning";
}

/** Per flow, each binding once: first what its nodes use, then what the gateway keeps for it. Secrets are no bindings. */
export function bindingNeeds(needs: Needs): readonly BindingNeed[] {
  const found = new Map<string, BindingNeed & { readonly uses: readonly UseAt[] }>();
  for (const at of needs.uses) {
    const rule = needs.capabilities.find(({ kind }) => kind === at.use.kind)?.binding;
    const { binding } = at.use;
    if (rule === undefined || binding === undefined || at.use.kind === "secret") continue;
    const key = JSON.stringify([at.flow, binding, rule.section]);
    const uses = [...(found.get(key)?.uses ?? []), at];
    found.set(key, { ...needOf(uses, rule, binding), uses });
  }
  return [...[...found.values()].map(({ uses: _, ...need }) => need), ...ownNeeds(needs)];
}

function needOf(uses: readonly UseAt[], rule: BindingRule, binding: string): BindingNeed {
  const [first] = uses as readonly [UseAt, ...UseAt[]];
  const nodes = new Set(uses.map(({ node }) => node));
  const who =
    uses.length === 1
      ? `\`${first.name}\` asks`
      : nodes.size === 1
        ? `node ${first.node} asks`
        : `nodes ${[...nodes].join(", ")} ask`;
  return {
    flow: first.flow,
    node: first.node,
    asks: `${who} for ${rule.noun} as ${binding}`,
    binding,
    noun: rule.noun,
    section: rule.section.split(".") as [string, ...string[]],
    entry: rule.entry(first.use),
    severity: "error",
  };
}

export const sectionOf = ({ section }: BindingNeed): string => section.join(".");

export function needFinding(need: BindingNeed, message: string, at: Location, fix?: string): Diagnostic {
  const { flow, node, severity } = need;
  return { ...diagnostic("CAP101", message, { flow, node, ...at }, fix), severity };
}
