import * as v from "valibot";

/** What the preflight reads of a wrangler file, at its top and in each environment; the rest passes unread. */

const text = v.string();
const number = v.number();
const names = v.array(text);
const bindings = v.optional(v.array(v.looseObject({ binding: text })));

const Producer = v.looseObject({ binding: text, queue: v.optional(text) });

const Consumer = v.looseObject({
  queue: text,
  max_batch_size: v.optional(number),
  max_batch_timeout: v.optional(number),
  max_concurrency: v.optional(number),
  max_retries: v.optional(number),
  retry_delay: v.optional(number),
  dead_letter_queue: v.optional(text),
});

const ClassBinding = v.looseObject({ name: text, class_name: text, script_name: v.optional(text) });

const Migration = v.looseObject({
  tag: text,
  new_classes: v.optional(names),
  new_sqlite_classes: v.optional(names),
  renamed_classes: v.optional(v.array(v.looseObject({ from: text, to: text }))),
  transferred_classes: v.optional(v.array(v.looseObject({ to: text }))),
  deleted_classes: v.optional(names),
});

const entries = {
  compatibility_date: v.optional(text),
  compatibility_flags: v.optional(names),
  limits: v.optional(v.looseObject({ cpu_ms: v.optional(number) })),
  triggers: v.optional(v.looseObject({ crons: v.optional(names) })),
  migrations: v.optional(v.array(Migration)),
  exports: v.optional(v.record(text, v.looseObject({ type: text, state: v.optional(text) }))),
  vars: v.optional(v.record(text, v.unknown())),
  secrets: v.optional(v.looseObject({ required: v.optional(names) })),
  secrets_store_secrets: bindings,
  kv_namespaces: v.optional(v.array(v.looseObject({ binding: text, id: v.optional(text) }))),
  r2_buckets: v.optional(v.array(v.looseObject({ binding: text, bucket_name: v.optional(text) }))),
  d1_databases: v.optional(v.array(v.looseObject({ binding: text, database_id: v.optional(text) }))),
  analytics_engine_datasets: bindings,
  services: bindings,
  workflows: v.optional(v.array(v.looseObject({ binding: text, name: text, class_name: text }))),
  durable_objects: v.optional(v.looseObject({ bindings: v.optional(v.array(ClassBinding)) })),
  queues: v.optional(
    v.looseObject({ producers: v.optional(v.array(Producer)), consumers: v.optional(v.array(Consumer)) }),
  ),
};

export const SettingsSchema = v.looseObject(entries);

export const DocumentSchema = v.looseObject({
  ...entries,
  env: v.optional(v.record(text, v.looseObject({}))),
});

export type Settings = v.InferOutput<typeof SettingsSchema>;
export type Consumer = v.InferOutput<typeof Consumer>;
export type Migration = v.InferOutput<typeof Migration>;
