import { dirname, relative, sep } from "node:path";
import type { WranglerConfig } from "../../gateway/preflight/wrangler-config.ts";
import { OBJECT_CLASSES } from "../../gateway/readiness/own-bindings.ts";
import { CliError } from "../cli-error.ts";
import type { FlowOrigin } from "./flow-origin.ts";

export interface EntryOptions {
  /** Where the entry will be: imports are relative to it. */
  readonly path: string;
  readonly origins: readonly FlowOrigin[];
  readonly config: WranglerConfig;
  /** By dead-letter queue, the flow whose messages end there. */
  readonly deadLetters: Readonly<Record<string, string>>;
  /** Some route runs its flow after it answered. */
  readonly deferred: boolean;
  /** Buckets of messages that are too large for their queue. */
  readonly largeBuckets: readonly string[];
  /** With the API for failures, runs and panels. */
  readonly admin: boolean;
  /** The module that exports Durable Object classes of the project's own. Absolute. */
  readonly objects: string | undefined;
}

/** Classes of `flowgate/objects`. */
const OURS: ReadonlySet<string> = new Set(OBJECT_CLASSES);

/** The parts of a Worker's module. */
export interface EntryParts {
  readonly imports: readonly string[];
  readonly exports: readonly string[];
  /** What `createGateway` is given, as text. */
  readonly flows: string;
  readonly features: string;
}

/** The Worker's module: the flows in a gateway, and the classes that its wrangler file binds. Pure. */
export function entryText(options: EntryOptions): string {
  const { imports, exports, flows, features } = entryParts(options);
  return [
    ...imports,
    "",
    ...exports,
    "",
    `const gateway = createGateway({ flows: ${flows}, features: ${features} });`,
    "",
    "export default { fetch: gateway.fetch, queue: gateway.queue, scheduled: gateway.scheduled };",
    "",
  ].join("\n");
}

/** Imports of the flows, of `createGateway` and of features, and exports of the classes that are bound. */
export function entryParts(options: EntryOptions): EntryParts {
  const { path, origins, config, objects } = options;
  const byModule = Map.groupBy(origins, ({ module }) => module);
  const imports = [...byModule].map(([module, found], place) => {
    const names = found.map(({ name }, index) => `${name} as ${local(place, index)}`);
    return `import { ${names.join(", ")} } from ${specifier(path, module)};`;
  });
  const flows = [...byModule.values()].flatMap((found, place) => found.map((_, index) => local(place, index)));
  const features = featuresOf(options);
  const names = [...new Set(["createGateway", ...features.map((feature) => feature.replace(/\(.*$/s, ""))])].sort();
  return {
    imports: [`import { ${names.join(", ")} } from "flowgate";`, ...imports],
    exports: classExports(path, classesIn(config), objects),
    flows: `[${flows.join(", ")}]`,
    features: `[${features.join(", ")}]`,
  };
}

function classExports(path: string, classes: readonly string[], objects: string | undefined): readonly string[] {
  const ours = classes.filter((name) => OURS.has(name));
  const theirs = classes.filter((name) => !OURS.has(name));
  const exported = ours.length === 0 ? [] : [`export { ${ours.join(", ")} } from "flowgate/objects";`];
  if (theirs.length === 0) return exported;
  if (objects !== undefined) return [...exported, `export { ${theirs.join(", ")} } from ${specifier(path, objects)};`];
  const next = `name the module that exports ${theirs.join(", ")}: --objects FILE`;
  throw new CliError("CLI108", `the flows call objects of the project's own: ${theirs.join(", ")}`, { next });
}

function featuresOf({ admin, deferred, largeBuckets, deadLetters }: EntryOptions): readonly string[] {
  return [
    ...(admin ? ["adminApi"] : []),
    ...(deferred ? ["deferredRuns()"] : []),
    ...largeBuckets.map((bucket) => `largeMessages(${JSON.stringify(bucket)})`),
    ...(Object.keys(deadLetters).length > 0 ? [`deadLetterStore(${JSON.stringify(deadLetters)})`] : []),
  ];
}

/** Two modules may export flows by the same name. */
const local = (place: number, index: number): string => `flow_${place}_${index}`;

function classesIn({ settings }: WranglerConfig): readonly string[] {
  const bindings = settings.durable_objects?.bindings ?? [];
  const own = bindings.filter(({ script_name }) => script_name === undefined).map(({ class_name }) => class_name);
  return [...new Set(own)].sort();
}

function specifier(from: string, to: string): string {
  const path = relative(dirname(from), to).split(sep).join("/");
  return JSON.stringify(path.startsWith(".") ? path : `./${path}`);
}
