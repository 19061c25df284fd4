import { type Diagnostic, diagnostic } from "../../kernel/errors/diagnostic.ts";
import { listBindings } from "./binding-list.ts";
import type { ConfigRule } from "./config-rule.ts";
import { keyOf } from "./wrangler-config.ts";

interface Named {
  readonly name: string;
  readonly key: string;
}

/** CONF103: each name in `env` stands for one thing. */
export const bindingNamesAreUnique: ConfigRule = (_needs, config) =>
  doublesIn(listBindings(config)).map(([first, { name, key }]) =>
    diagnostic("CONF103", `${name} stands for two bindings: see ${first.key}`, { file: config.file, key }),
  );

/** CONF103: a queue has one consumer. */
export const consumersAreUnique: ConfigRule = ({ queues }, config) => {
  const consumers = (config.settings.queues?.consumers ?? []).map(({ queue }, index) => ({
    name: queue,
    key: keyOf(config, "queues", "consumers", index, "queue"),
  }));
  return doublesIn(consumers).map(([first, { name, key }]) => {
    const flow = queues.find(({ spec }) => spec.queue === name)?.flow.name;
    const message = `queue "${name}" has two consumers, but a queue takes one: see ${first.key}`;
    return diagnostic("CONF103", message, { ...(flow !== undefined && { flow }), file: config.file, key });
  });
};

/** CONF104: what two bindings write they write apart. */
export const storesAreApart: ConfigRule = (_needs, config) => {
  const { kv_namespaces: kv = [], r2_buckets: r2 = [], d1_databases: d1 = [] } = config.settings;
  const stores = [
    named(
      kv.map(({ id }) => id),
      "kv_namespaces",
      "id",
    ),
    named(
      r2.map(({ bucket_name }) => bucket_name),
      "r2_buckets",
      "bucket_name",
    ),
    named(
      d1.map(({ database_id }) => database_id),
      "d1_databases",
      "database_id",
    ),
  ];
  function named(ids: readonly (string | undefined)[], section: string, member: string): readonly Named[] {
    return ids.flatMap((id, index) =>
      id === undefined ? [] : [{ name: id, key: keyOf(config, section, index, member) }],
    );
  }
  return stores.flatMap(doublesIn).map(([first, { name, key }]) => sharedStore(config.file, { name, key }, first));
};

function sharedStore(file: string, { name, key }: Named, first: Named): Diagnostic {
  return diagnostic("CONF104", `"${name}" is bound twice: see ${first.key}`, { file, key });
}

/** Each name that comes again, with the first that had it. */
function doublesIn(all: readonly Named[]): readonly (readonly [first: Named, again: Named])[] {
  const first = new Map<string, Named>();
  return all.flatMap((item) => {
    const other = first.get(item.name);
    if (!other) first.set(item.name, item);
    return other ? [[other, item] as const] : [];
  });
}
