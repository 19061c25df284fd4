import * as v from "valibot";
import { tomlKey } from "../../capabilities/toml.ts";
import { type Diagnostic, diagnostic } from "../../kernel/errors/diagnostic.ts";
import { DocumentSchema, type Settings, SettingsSchema } from "./settings.ts";

/** A wrangler file, as its parser gave it. */
export interface WranglerFile {
  /** Its name in messages. */
  readonly file: string;
  readonly format: "toml" | "jsonc";
  readonly document: unknown;
}

/** A wrangler file as wrangler sees it for one environment. */
export interface WranglerConfig extends Pick<WranglerFile, "file" | "format"> {
  readonly environment: string | undefined;
  readonly settings: Settings;
  /** What stands at the top of the file, and in the environment itself. */
  readonly top: Settings;
  readonly own: Settings;
}

/**
 * What an environment has from the top of the file unless it says otherwise; any other key it has to repeat.
 * Source: wrangler's own validation, github.com/cloudflare/workers-sdk packages/workers-utils/src/config/validation.ts
 */
const INHERITED = [
  "compatibility_date",
  "compatibility_flags",
  "limits",
  "triggers",
  "migrations",
  "exports",
] as const satisfies readonly (keyof Settings)[];

export interface OpenedConfig {
  /** Missing where nothing can be said of the environment. */
  readonly config?: WranglerConfig;
  readonly findings: readonly Diagnostic[];
}

/** Checks the file's shape (CONF101) and picks the environment (CONF102). The empty name stands for the top, as in wrangler. */
export function openConfig(file: WranglerFile, environment?: string): OpenedConfig {
  const parsed = v.safeParse(DocumentSchema, file.document);
  if (!parsed.success) return { findings: shapeFindings(file, parsed.issues, []) };
  const { env = {}, ...top } = parsed.output;
  const base = { file: file.file, format: file.format, top };
  if (!environment) return { config: { ...base, environment: undefined, settings: top, own: top }, findings: [] };
  const known = Object.hasOwn(env, environment);
  const findings = known ? [] : [unknownEnvironment(file, environment, Object.keys(env))];
  // With others there the name is likely a slip; all that it lacks would be noise.
  if (!known && Object.keys(env).length > 0) return { findings };
  const own = v.safeParse(SettingsSchema, known ? env[environment] : {});
  if (!own.success) return { findings: shapeFindings(file, own.issues, ["env", environment]) };
  return { config: { ...base, environment, settings: inherit(top, own.output), own: own.output }, findings };
}

function inherit(top: Settings, own: Settings): Settings {
  const inherited = INHERITED.filter((name) => top[name] !== undefined).map((name) => [name, top[name]]);
  return { ...(Object.fromEntries(inherited) as Settings), ...own };
}

/** Where a section of the settings stands, or belongs if nobody has it yet: the path of tables before it. */
export function homeOf({ environment, top, own }: WranglerConfig, section: keyof Settings): readonly string[] {
  if (environment === undefined) return [];
  const here = ["env", environment];
  if (own[section] !== undefined) return here;
  const inherited = INHERITED.some((name) => name === section);
  // Crons and limits belong to one environment until somebody writes them for all; the others describe the code.
  const shared = top[section] !== undefined || !(section === "triggers" || section === "limits");
  return inherited && shared ? [] : here;
}

/** Full name of a key, such as `env.staging.queues.consumers[0].max_retries`. */
export function keyOf(
  config: WranglerConfig,
  section: keyof Settings & string,
  ...rest: readonly (string | number)[]
): string {
  return keyText([...homeOf(config, section), section, ...rest]);
}

function keyText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? tomlKey(part) : `${text}.${tomlKey(part)}`;
  }, "");
}

function shapeFindings(
  { file }: WranglerFile,
  issues: readonly v.BaseIssue<unknown>[],
  at: readonly string[],
): readonly Diagnostic[] {
  return issues.map((issue) => {
    const key = keyText([...at, ...(issue.path ?? []).map((item) => item.key as string | number)]);
    const missing = issue.received === "undefined";
    const message = missing ? `${key} is missing` : `expected ${wordOf(issue.expected)}, found ${foundWord(issue)}`;
    return diagnostic("CONF101", message, { file, key });
  });
}

/** Valibot names types as TypeScript does; a table is the only thing that it does not know. */
function wordOf(expected: string | null): string {
  switch (expected) {
    case "string":
    case "number":
      return `a ${expected}`;
    case "Array":
      return "a list";
    default:
      return "a table";
  }
}

function foundWord({ input, received }: v.BaseIssue<unknown>): string {
  if (input instanceof Date) return "a date without quotes";
  if (Array.isArray(input)) return "a list";
  return typeof input === "object" && input !== null ? "a table" : received;
}

function unknownEnvironment({ file, format }: WranglerFile, name: string, known: readonly string[]): Diagnostic {
  const there = known.length === 0 ? "none" : known.join(", ");
  const message = `there is no environment "${name}"; the file has ${there}`;
  const key = keyText(["env", name]);
  const fix = format === "toml" ? `[${key}]\n` : `${JSON.stringify({ env: { [name]: {} } }, null, 2)}\n`;
  return diagnostic("CONF102", message, { file, key }, fix);
}
