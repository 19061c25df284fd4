import { type Diagnostic, diagnostic, type Location } from "../../kernel/errors/diagnostic.ts";
import type { BindingNeed } from "../readiness/binding-need.ts";
import { bindingNeeds } from "../readiness/binding-needs.ts";
import { OBJECT_CLASSES } from "../readiness/own-bindings.ts";
import type { Needs } from "../readiness/rule.ts";
import type { ConfigRule } from "./config-rule.ts";
import { entryFragment, tableFragment } from "./fragment.ts";
import type { Migration, Settings } from "./settings.ts";
import { keyOf, type WranglerConfig } from "./wrangler-config.ts";

/** CAP101: each Durable Object class that is bound here is also made here, by a migration or by `exports`. */
export const classesAreMade: ConfigRule = (needs, config) => {
  const made = madeClasses(config.settings);
  const missing = boundClasses(needs, config).filter(({ name }) => !made.has(name));
  const names = missing.map(({ name }) => name);
  return missing.map((bound) => classFinding(config, bound, names));
};

/** A class of this Worker that a binding names, and the flow that asks for it if one does. */
interface BoundClass {
  readonly name: string;
  readonly at: Location;
  readonly severity: BindingNeed["severity"];
}

function classFinding(
  config: WranglerConfig,
  { name, at, severity }: BoundClass,
  names: readonly string[],
): Diagnostic {
  const declared = config.settings.exports !== undefined;
  const section = declared ? "exports" : "migrations";
  const key = keyOf(config, section);
  const from = OBJECT_CLASSES.includes(name) ? `, as \`export { ${name} } from "flowgate/objects"\`` : "";
  const message =
    `nothing in ${key} of ${config.file} makes the Durable Object class ${name} that a binding names; ` +
    `\`main\` has to export it too${from}`;
  // One migration makes them all, so that pasting the fix of any finding is enough.
  const fix = declared
    ? tableFragment(config, ["exports", name], { type: "durable-object", storage: "sqlite" })
    : entryFragment(config, ["migrations"], { tag: newTag(config.settings), new_sqlite_classes: names });
  return { ...diagnostic("CAP101", message, { ...at, file: config.file, key }, fix), severity };
}

/** Those listed already, and those that are still to be. */
function boundClasses(needs: Needs, { settings }: WranglerConfig): readonly BoundClass[] {
  const listed = settings.durable_objects?.bindings ?? [];
  const asked = bindingNeeds(needs).filter(({ section }) => section.join(".") === "durable_objects.bindings");
  const own = listed.map(({ name: binding, class_name: name, script_name: elsewhere }): BoundClass | undefined => {
    if (elsewhere !== undefined) return undefined;
    const need = asked.find((other) => other.binding === binding);
    return { name, severity: "error", at: need ? { flow: need.flow, node: need.node } : {} };
  });
  const added = asked
    .filter(({ binding }) => !listed.some(({ name }) => name === binding))
    .map(({ flow, node, entry, severity }) => ({ name: String(entry.class_name), severity, at: { flow, node } }));
  const all = [...own, ...added].filter((bound) => bound !== undefined);
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
}

/** What is left after all migrations, in their order, or what `exports` declares. */
function madeClasses({ migrations = [], exports = {} }: Settings): ReadonlySet<string> {
  const declared = Object.entries(exports).filter(([, { type, state }]) => {
    return type === "durable-object" && state !== "deleted";
  });
  const made = new Set(declared.map(([name]) => name));
  for (const { gone, come } of migrations.map(effectOf)) {
    for (const name of gone) made.delete(name);
    for (const name of come) made.add(name);
  }
  return made;
}

function effectOf(step: Migration): { readonly gone: readonly string[]; readonly come: readonly string[] } {
  const { new_classes: plain = [], new_sqlite_classes: sqlite = [], deleted_classes: deleted = [] } = step;
  const { renamed_classes: renamed = [], transferred_classes: transferred = [] } = step;
  return {
    gone: [...deleted, ...renamed.map(({ from }) => from)],
    come: [...plain, ...sqlite, ...[...renamed, ...transferred].map(({ to }) => to)],
  };
}

/** Tags have to differ from all before. */
function newTag({ migrations = [] }: Settings): string {
  const tags = new Set(migrations.map(({ tag }) => tag));
  let count = migrations.length + 1;
  while (tags.has(`v${count}`)) count++;
  return `v${count}`;
}
