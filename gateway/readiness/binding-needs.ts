import type { BindingRule } from "../../capabilities/capability.ts";
import type { UseAt } from "../../capabilities/use-at.ts";
import type { BindingNeed } from "./binding-need.ts";
import { ownNeeds } from "./own-bindings.ts";
import type { Needs } from "./rule.ts";

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
  const asked = [...found.values()].map(({ uses: _, ...need }) => need);
  const has = (own: BindingNeed) => asked.some(({ flow, binding }) => flow === own.flow && binding === own.binding);
  return [...asked, ...ownNeeds(needs).filter((own) => !has(own))];
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
