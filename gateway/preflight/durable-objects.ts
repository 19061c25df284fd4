import { type Diagnostic, diagnostic } from "../../kernel/errors/diagnostic.ts";
import { bindingNeeds } from "./bindings.ts";
import { entryFragment, tableFragment } from "./fragment.ts";
import type { ConfigRule, Needs } from "./rule.ts";
import type { Migration, Settings } from "./settings.ts";
import { keyOf, type WranglerConfig } from "./wrangler-config.ts";

/** CAP101: each Durable Object class that is bound here is also made here, by a migration or by `exports`. */
export const classesAreMade: ConfigRule = (needs, config) => {
  const made = madeClasses(config.settings);
  const missing = [...boundClasses(needs, config)].filter(([name]) => !made.has(name));
  const names = missing.map(([name]) => name);
  return missing.map(([name, at]) => classFinding(config, { name, names, at }));
};

interface MissingClass {
  readonly name: string;
  /** All that are missing: one migration makes them together. */
  readonly names: readonly string[];
  readonly at: ClassPlace;
}

type ClassPlace = { readonly flow?: string; readonly node?: string };

function classFinding(config: WranglerConfig, { name, names, at }: MissingClass): Diagnostic {
  const declared = config.settings.exports !== undefined;
  const section = declared ? "exports" : "migrations";
  const key = keyOf(config, section);
  const message = `the Durable Object class ${name} is bound, but nothing in ${key} of ${config.file} makes it`;
  const fix = declared
    ? tableFragment(config, ["exports", name], { type: "durable-object", storage: "sqlite" })
    : entryFragment(config, ["migrations"], { tag: newTag(config.settings), new_sqlite_classes: names });
  return diagnostic("CAP101", message, { ...at, file: config.file, key }, fix);
}

/** Classes of this Worker that bindings name, there already or still to be added, with a flow that asks if one does. */
function boundClasses(needs: Needs, { settings }: WranglerConfig): ReadonlyMap<string, ClassPlace> {
  const asked = bindingNeeds(needs).filter(({ rule }) => rule.section === "durable_objects.bindings");
  const listed = settings.durable_objects?.bindings ?? [];
  const found = new Map<string, ClassPlace>();
  for (const { binding, entry, first } of asked) {
    const there = listed.find(({ name }) => name === binding);
    const name = there?.class_name ?? entry.class_name;
    if (typeof name === "string" && there?.script_name === undefined) {
      found.set(name, found.get(name) ?? { flow: first.flow, node: first.node });
    }
  }
  for (const { class_name, script_name } of listed) {
    if (script_name === undefined && !found.has(class_name)) found.set(class_name, {});
  }
  return found;
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
