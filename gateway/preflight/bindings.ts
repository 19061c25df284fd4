import type { BindingRule } from "../../capabilities/capability.ts";
import { misdeclared, missing, weaker } from "../../capabilities/check.ts";
import type { UseAt } from "../../capabilities/use-at.ts";
import { type Diagnostic, diagnostic } from "../../kernel/errors/diagnostic.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { type ListedBinding, listBindings } from "./binding-list.ts";
import { entryFragment } from "./fragment.ts";
import { queueOf } from "./queue-names.ts";
import type { ConfigRule, EnvRule, FlowRule, Needs } from "./rule.ts";
import { keyOf, type WranglerConfig } from "./wrangler-config.ts";

/** One binding as one flow asks for it, with all the nodes that do. */
export interface BindingNeed {
  readonly first: UseAt;
  readonly nodes: readonly string[];
  readonly binding: string;
  readonly rule: BindingRule;
  /** The path that `rule.section` names. */
  readonly section: readonly [string, ...string[]];
  /** What to list there. */
  readonly entry: JsonObject;
}

/** CAP102 and EGRESS101: no capability is weaker than a node asks, and every use is one. */
export const guaranteesHold: FlowRule = ({ uses, capabilities }) => [
  ...weaker(uses, capabilities),
  ...misdeclared(uses, capabilities),
];

/** CAP101, at run time: each binding is there, and of the right kind. */
export const bindingsAreThere: EnvRule = ({ uses, capabilities }, env) => missing(uses, env, capabilities);

/** CAP101: one name is asked for as one kind of resource only. */
export const bindingsAgree: FlowRule = (needs) => {
  const first = new Map<string, BindingNeed>();
  return bindingNeeds(needs).flatMap((need) => {
    const { binding, rule } = need;
    const other = first.get(binding);
    if (!other) first.set(binding, need);
    if (!other || other.rule.section === rule.section) return [];
    const message = `${asksFor(need)}; ${other.first.flow}/${other.nodes[0]} asks for ${other.rule.noun} of that name`;
    return [diagnostic("CAP101", message, placeOf(need), "give one of the two another binding")];
  });
};

/** CAP101: the wrangler file lists each binding, under the section of its kind. */
export const bindingsAreListed: ConfigRule = (needs, config) => {
  const listed = new Map(listBindings(config).map((binding) => [binding.name, binding]));
  return bindingNeeds(needs).flatMap((need) => {
    const there = listed.get(need.binding);
    if (there?.section === need.rule.section) return [];
    return [there ? wrongKind(need, config, there) : notListed(need, config, entryFor(need, needs, config))];
  });
};

function wrongKind(need: BindingNeed, { file }: WranglerConfig, { noun, key }: ListedBinding): Diagnostic {
  const message = `${asksFor(need)}, but ${file} has ${noun} of that name`;
  const fix = `rename ${key}, or give the flow's binding another name`;
  return diagnostic("CAP101", message, { ...placeOf(need), file, key }, fix);
}

function notListed(need: BindingNeed, config: WranglerConfig, entry: JsonObject): Diagnostic {
  const { section, binding } = need;
  const { file } = config;
  const [first, ...rest] = section;
  const key = keyOf(config, first, ...rest);
  const message = `${asksFor(need)}, but ${file} has no ${binding} in ${key}${atTheTop(config, need)}`;
  return diagnostic("CAP101", message, { ...placeOf(need), file, key }, entryFragment(config, section, entry));
}

/** A capability knows its binding's name only; which queue that leads to follows from the other flows. */
function entryFor({ entry, rule, binding }: BindingNeed, needs: Needs, config: WranglerConfig): JsonObject {
  return rule.section === "queues.producers" ? { ...entry, queue: queueOf(binding, needs, config) } : entry;
}

/** The usual reason in a named environment. */
function atTheTop(config: WranglerConfig, { binding, rule }: BindingNeed): string {
  if (config.environment === undefined) return "";
  const top = { ...config, environment: undefined, settings: config.top, own: config.top };
  const there = listBindings(top).some(({ name, section }) => name === binding && section === rule.section);
  return there ? `; the one at the top of the file is not inherited` : "";
}

/** Per flow, each binding once. */
export function bindingNeeds(needs: Needs): readonly BindingNeed[] {
  const found = new Map<string, BindingNeed>();
  for (const at of needs.uses) {
    const rule = needs.capabilities.find(({ kind }) => kind === at.use.kind)?.binding;
    const { binding } = at.use;
    if (rule === undefined || binding === undefined) continue;
    const key = JSON.stringify([at.flow, binding, rule.section]);
    const known = found.get(key);
    const nodes = [...(known?.nodes ?? []), at.node];
    if (known) found.set(key, { ...known, nodes });
    else found.set(key, { first: at, nodes, binding, rule, section: pathOf(rule), entry: rule.entry(at.use) });
  }
  return [...found.values()];
}

function pathOf({ section }: BindingRule): readonly [string, ...string[]] {
  return section.split(".") as [string, ...string[]];
}

function asksFor({ first, nodes, rule, binding }: BindingNeed): string {
  const who = nodes.length === 1 ? `\`${first.name}\`` : `nodes ${[...new Set(nodes)].join(", ")}`;
  return `${who} ${nodes.length === 1 ? "asks" : "ask"} for ${rule.noun} as ${binding}`;
}

function placeOf({ first }: BindingNeed): { readonly flow: string; readonly node: string } {
  return { flow: first.flow, node: first.node };
}
