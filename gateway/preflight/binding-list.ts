import type { Settings } from "./settings.ts";
import { keyOf, type WranglerConfig } from "./wrangler-config.ts";

/** A name that the Worker finds in its `env`, and the section of the wrangler file that puts it there. */
export interface ListedBinding {
  readonly name: string;
  /** Such as `queues.producers`. */
  readonly section: string;
  /** Such as `a KV namespace`. */
  readonly noun: string;
  /** Full name of its key in the file. */
  readonly key: string;
}

interface SectionRule {
  readonly path: readonly [keyof Settings & string, ...string[]];
  readonly noun: string;
  /** The member with the name, in each entry of a list or in the one table there is. */
  readonly member: "binding" | "name";
}

const rule = (path: SectionRule["path"], noun: string, member: SectionRule["member"] = "binding"): SectionRule => ({
  path,
  noun,
  member,
});

/** https://developers.cloudflare.com/workers/wrangler/configuration/#bindings */
const SECTIONS: readonly SectionRule[] = [
  rule(["kv_namespaces"], "a KV namespace"),
  rule(["r2_buckets"], "an R2 bucket"),
  rule(["d1_databases"], "a D1 database"),
  rule(["queues", "producers"], "a queue's producer"),
  rule(["durable_objects", "bindings"], "a Durable Object class", "name"),
  rule(["workflows"], "a Workflow"),
  rule(["services"], "another Worker"),
  rule(["analytics_engine_datasets"], "an Analytics Engine dataset"),
  rule(["analytics"], "the analytics SQL API"),
  rule(["ratelimits"], "a rate limit", "name"),
  rule(["secrets_store_secrets"], "a Secrets Store secret"),
  rule(["version_metadata"], "the version metadata"),
  rule(["assets"], "static assets"),
  rule(["hyperdrive"], "a Hyperdrive database"),
  rule(["vectorize"], "a Vectorize index"),
  rule(["ai"], "Workers AI"),
  rule(["browser"], "a browser"),
  rule(["images"], "the image service"),
  rule(["send_email"], "an e-mail sender", "name"),
  rule(["pipelines"], "a pipeline"),
  rule(["mtls_certificates"], "a client certificate"),
  rule(["vpc_services"], "a service of a private network"),
  rule(["vpc_networks"], "a private network"),
  rule(["dispatch_namespaces"], "a dispatch namespace"),
];

/** Every binding of the environment, variables and declared secrets included, in the order above. */
export function listBindings(config: WranglerConfig): readonly ListedBinding[] {
  const { vars = {}, secrets = {} } = config.settings;
  return [
    ...SECTIONS.flatMap((section) => bindingsOf(config, section)),
    ...Object.keys(vars).map((name) => ({
      name,
      section: "vars",
      noun: "a variable",
      key: keyOf(config, "vars", name),
    })),
    ...(secrets.required ?? []).map((name, index) => ({
      name,
      section: "secrets.required",
      noun: "a secret",
      key: keyOf(config, "secrets", "required", index),
    })),
  ];
}

function bindingsOf(config: WranglerConfig, { path, noun, member }: SectionRule): readonly ListedBinding[] {
  const [section, ...rest] = path;
  const found = rest.reduce(memberOf, config.settings[section] as unknown);
  const entries: readonly unknown[] = Array.isArray(found) ? found : [found];
  return entries.flatMap((entry, index) => {
    const name = memberOf(entry, member);
    if (typeof name !== "string") return [];
    const at = Array.isArray(found) ? [...rest, index, member] : [...rest, member];
    return [{ name, section: path.join("."), noun, key: keyOf(config, section, ...at) }];
  });
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? value[name as keyof typeof value] : undefined;
}
