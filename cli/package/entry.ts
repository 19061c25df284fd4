import { dirname, relative, sep } from "node:path";
import type { WranglerConfig } from "../../gateway/preflight/wrangler-config.ts";
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
  /** With the API for failures, runs and panels. */
  readonly admin: boolean;
  /** The module that exports Durable Object classes of the project's own. Absolute. */
  readonly objects: string | undefined;
}

/** Classes of `flowgate/objects`. */
const OURS = new Set(["KeyedState", "Ledger", "MetricsStore", "RateLimiter", "Records"]);

/** The Worker's module: the flows in a gateway, and the classes that its wrangler file binds. Pure. */
export function entryText(options: EntryOptions): string {
  const { path, origins, config, objects } = options;
  const classes = classesIn(config);
  const ours = classes.filter((name) => OURS.has(name));
  const theirs = classes.filter((name) => !OURS.has(name));
  if (theirs.length > 0 && objects === undefined) {
    const next = `name the module that exports ${theirs.join(", ")}: --objects FILE`;
    throw new CliError("CLI108", `the flows call objects of the project's own: ${theirs.join(", ")}`, { next });
  }
  const byModule = Map.groupBy(origins, ({ module }) => module);
  const imports = [...byModule].map(([module, found], place) => {
    const names = found.map(({ name }, index) => `${name} as ${local(place, index)}`);
    return `import { ${names.join(", ")} } from ${specifier(path, module)};`;
  });
  const flows = [...byModule.values()].flatMap((found, place) => found.map((_, index) => local(place, index)));
  const features = featuresOf(options);
  const names = ["createGateway", ...features.map((feature) => feature.replace(/\(.*$/s, ""))].sort();
  return [
    `import { ${names.join(", ")} } from "flowgate";`,
    ...imports,
    "",
    ...(ours.length === 0 ? [] : [`export { ${ours.join(", ")} } from "flowgate/objects";`]),
    ...(theirs.length === 0 || objects === undefined
      ? []
      : [`export { ${theirs.join(", ")} } from ${specifier(path, objects)};`]),
    "",
    `const gateway = createGateway({ flows: [${flows.join(", ")}], features: [${features.join(", ")}] });`,
    "",
    "export default { fetch: gateway.fetch, queue: gateway.queue, scheduled: gateway.scheduled };",
    "",
  ].join("\n");
}

function featuresOf({ admin, deferred, deadLetters }: EntryOptions): readonly string[] {
  return [
    ...(admin ? ["adminApi"] : []),
    ...(deferred ? ["deferredRuns()"] : []),
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
