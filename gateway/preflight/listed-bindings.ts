import type { Diagnostic } from "../../kernel/errors/diagnostic.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { type BindingNeed, needFinding, sectionOf } from "../readiness/binding-need.ts";
import { bindingNeeds } from "../readiness/binding-needs.ts";
import type { Needs } from "../readiness/rule.ts";
import { type ListedBinding, listBindings } from "./binding-list.ts";
import type { ConfigRule } from "./config-rule.ts";
import { entryFragment } from "./fragment.ts";
import { queueOf } from "./queue-names.ts";
import { keyOf, type WranglerConfig } from "./wrangler-config.ts";

/** CAP101: the wrangler file lists each binding, under a section of its kind. */
export const bindingsAreListed: ConfigRule = (needs, config) => {
  const listed = new Map(listBindings(config).map((binding) => [binding.name, binding]));
  return bindingNeeds(needs).flatMap((need) => {
    const there = listed.get(need.binding);
    if (!there) return [notListed(need, config, entryFor(need, needs, config))];
    return fits(need, there) ? [] : [wrongKind(need, config, there)];
  });
};

/** What else answers `fetch`, beside another Worker. */
const FETCHERS = ["assets", "mtls_certificates", "vpc_networks", "vpc_services"];

function fits(need: BindingNeed, { section }: ListedBinding): boolean {
  const wanted = sectionOf(need);
  return section === wanted || (wanted === "services" && FETCHERS.includes(section));
}

function wrongKind(need: BindingNeed, { file }: WranglerConfig, { noun, key }: ListedBinding): Diagnostic {
  const fix = `rename ${key}, or give the flow's binding another name`;
  return needFinding(need, `${need.asks}, but ${file} has ${noun} of that name`, { file, key }, fix);
}

function notListed(need: BindingNeed, config: WranglerConfig, entry: JsonObject): Diagnostic {
  const { section, binding, asks } = need;
  const [first, ...rest] = section;
  const key = keyOf(config, first, ...rest);
  const message = `${asks}, but ${config.file} has no ${binding} in ${key}${atTheTop(config, need)}`;
  return needFinding(need, message, { file: config.file, key }, entryFragment(config, section, entry));
}

/** A capability knows its binding's name only; which queue that leads to follows from the other flows. */
function entryFor(need: BindingNeed, needs: Needs, config: WranglerConfig): JsonObject {
  const { entry, binding } = need;
  return sectionOf(need) === "queues.producers" ? { ...entry, queue: queueOf(binding, needs, config) } : entry;
}

/** The usual reason in a named environment. */
function atTheTop(config: WranglerConfig, need: BindingNeed): string {
  if (config.environment === undefined) return "";
  const top = listBindings({ ...config, environment: undefined, settings: config.top, own: config.top });
  const there = top.some((listed) => listed.name === need.binding && fits(need, listed));
  return there ? "; the one at the top of the file is not inherited" : "";
}
