import * as v from "valibot";

/** What the preflight reads of a wrangler file, at its top and in each environment; the rest passes unread. */

/** Valibot takes a list for an object; in TOML that is one bracket too many. */
const isTable = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const table = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(v.custom<Readonly<Record<string, unknown>>>(isTable), v.looseObject(entries));

const text = v.string();
const number = v.number();
const names = v.array(text);
const bindings = v.optional(v.array(table({ binding: text })));

const Producer = table({ binding: text, queue: v.optional(text) });

const Consumer = table({
  queue: text,
  max_batch_size: v.optional(number),
  max_batch_timeout: v.optional(number),
  max_concurrency: v.optional(number),
  max_retries: v.optional(number),
  retry_delay: v.optional(number),
  dead_letter_queue: v.optional(text),
});

const ClassBinding = table({ name: text, class_name: text, script_name: v.optional(text) });

const Migration = table({
  tag: text,
  new_classes: v.optional(names),
  new_sqlite_classes: v.optional(names),
  renamed_classes: v.optional(v.array(table({ from: text, to: text }))),
  transferred_classes: v.optional(v.array(table({ to: text }))),
  deleted_classes: v.optional(names),
});

const entries = {
  compatibility_date: v.optional(text),
  compatibility_flags: v.optional(names),
  limits: v.optional(table({ cpu_ms: v.optional(number) })),
  triggers: v.optional(table({ crons: v.optional(names) })),
  migrations: v.optional(v.array(Migration)),
  exports: v.optional(v.record(text, table({ type: text, state: v.optional(text) }))),
  vars: v.optional(v.record(text, v.unknown())),
  secrets: v.optional(table({ required: v.optional(names) })),
  secrets_store_secrets: bindings,
  kv_namespaces: v.optional(v.array(table({ binding: text, id: v.optional(text) }))),
  r2_buckets: v.optional(v.array(table({ binding: text, bucket_name: v.optional(text) }))),
  d1_databases: v.optional(v.array(table({ binding: text, database_id: v.optional(text) }))),
  analytics_engine_datasets: bindings,
  services: bindings,
  workflows: v.optional(v.array(table({ binding: text, name: text, class_name: text }))),
  durable_objects: v.optional(table({ bindings: v.optional(v.array(ClassBinding)) })),
  queues: v.optional(table({ producers: v.optional(v.array(Producer)), consumers: v.optional(v.array(Consumer)) })),
};

export const SettingsSchema = table(entries);

export const DocumentSchema = table({
  ...entries,
  env: v.optional(v.record(text, table({}))),
});

export type Settings = v.InferOutput<typeof SettingsSchema>;
export type Consumer = v.InferOutput<typeof Consumer>;
export type Migration = v.InferOutput<typeof Migration>;
