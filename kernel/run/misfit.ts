import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type Failure, failure } from "../errors/failure.ts";
import { escapeSegment, type JsonObject } from "../json.ts";
import { QuotedSecrets, valueAt } from "./quoted-secrets.ts";

/** A value that does not fit its schema. */
export interface Misfit {
  /** Alias of the node whose schema it is. */
  readonly node: string;
  readonly value: unknown;
  readonly issues: readonly Issue[];
  /** Whether the schema was stopped, so that there may be more issues than these. */
  readonly stopped: boolean;
}

/** What many libraries tell beside the standard's path and message. */
type Issue = StandardSchemaV1.Issue & { readonly type?: unknown; readonly code?: unknown; readonly expected?: unknown };

type SecretNames = (name: string) => boolean;

/**
 * The caller's fault (SCHEMA101). Callers are told each issue in the library's own words, which may quote what was sent,
 * but for secrets; logs get where and why, and nothing that was sent.
 */
export function payloadMisfit(misfit: Misfit, isSecretName: SecretNames): Failure {
  const secrets = new QuotedSecrets(misfit.value, isSecretName);
  return failure("SCHEMA101", undefined, {
    details: { node: misfit.node, ...bounded(misfit, (issue) => publicIssue(issue, secrets)) },
    logged: { node: misfit.node, ...bounded(misfit, (issue) => loggedIssue(issue, isSecretName, misfit)) },
  });
}

/** The flow's fault (SCHEMA102). Callers are told nothing but the node. */
export function ownMisfit(misfit: Misfit, side: "input" | "output", isSecretName: SecretNames): Failure {
  const { issues, more, at_least } = bounded(misfit, (issue) => loggedIssue(issue, isSecretName, misfit));
  const texts = issues.map(({ path, ...why }) => [path, ...Object.entries(why).flat()].filter(Boolean).join(" "));
  const rest = more === undefined ? [] : [`${at_least ? "at least " : ""}${more} more`];
  const cause = new Error(`${side} of ${misfit.node}: ${[...texts, ...rest].join("; ")}`);
  return failure("SCHEMA102", undefined, { details: { node: misfit.node }, cause });
}

/** What a log may have of issues that somebody else found, such as a library whose error a node threw. */
export function loggedIssues(issues: readonly StandardSchemaV1.Issue[], isSecretName: SecretNames): JsonObject {
  return bounded({ issues, stopped: false }, (issue) => loggedIssue(issue, isSecretName));
}

/** Bounds of what is shown, in characters. Together they keep a reply under 16 KiB, three bytes a character. */
const MOST = { issues: 50, ofAll: 4_800, ofMessage: 400, ofPath: 240, ofSegment: 60, ofExpected: 120 } as const;

interface Shown extends JsonObject {
  readonly issues: readonly Readonly<Record<string, string>>[];
  /** How many are not shown; left out where all are. */
  readonly more?: number;
  readonly at_least?: true;
}

function bounded(
  { issues, stopped }: Pick<Misfit, "issues" | "stopped">,
  show: (issue: Issue) => Readonly<Record<string, string>>,
): Shown {
  const shown: Readonly<Record<string, string>>[] = [];
  let characters = 0;
  // By index: the list of issues is the library's own, and need not be a plain array.
  for (let index = 0; index < Math.min(issues.length, MOST.issues); index++) {
    const one = show(issues[index] as Issue);
    characters += JSON.stringify(one).length;
    if (index > 0 && characters > MOST.ofAll) break;
    shown.push(one);
  }
  const more = issues.length - shown.length;
  return { issues: shown, ...(more > 0 && { more }), ...(stopped && { at_least: true }) };
}

function publicIssue(issue: Issue, secrets: QuotedSecrets): Readonly<Record<string, string>> {
  const keys = keysOf(issue);
  const path = pointer(keys.map(String));
  if (!secrets.mayBeIn(issue.message, keys)) return { path, message: cut(issue.message, MOST.ofMessage) };
  const expected = expectedBy(issue);
  return { path, message: expected === undefined ? "does not fit" : `does not fit: expected ${expected}` };
}

/** The library's rule and what it expects are of the schema, not of what was sent. */
function loggedIssue(issue: Issue, isSecretName: SecretNames, of?: Misfit): Readonly<Record<string, string>> {
  const keys = keysOf(issue);
  const found = of && valueAt(of.value, keys);
  const rule = textOf(issue.type) ?? textOf(issue.code);
  const expected = expectedBy(issue);
  const names = safeNames(keys, isSecretName);
  if ((found !== undefined || of === undefined) && isAboutName(issue)) names[names.length - 1] = HIDDEN;
  return {
    path: pointer(names),
    ...(rule !== undefined && { rule }),
    ...(expected !== undefined && { expected }),
    ...(of && { received: kindOf(found) }),
  };
}

const HIDDEN = "[redacted]";

/** Names below a secret's are as secret as their values. */
function safeNames(keys: readonly PropertyKey[], isSecretName: SecretNames): string[] {
  let secret = false;
  return keys.map((key) => {
    const name = secret && typeof key === "string" ? HIDDEN : String(key);
    secret ||= isSecretName(name);
    return name;
  });
}

/** Whether the name of the field is what is wrong, so that it is itself what was sent: as valibot says it, and zod. */
function isAboutName({ path = [], code }: Issue): boolean {
  const last = path.at(-1);
  return (typeof last === "object" && "origin" in last && last.origin === "key") || code === "invalid_key";
}

/** What the schema expects; of a union, some libraries say in it what came. */
function expectedBy({ expected }: Issue): string | undefined {
  return typeof expected === "string" && /\b(?:was|got|received|actual)\b/i.test(expected)
    ? undefined
    : textOf(expected);
}

function keysOf({ path = [] }: Issue): readonly PropertyKey[] {
  return Array.from(path, (segment) => (typeof segment === "object" ? segment.key : segment));
}

/** As a JSON Pointer; what is too long is cut, visibly. */
function pointer(segments: readonly string[]): string {
  return cut(segments.map((segment) => `/${escapeSegment(cut(segment, MOST.ofSegment))}`).join(""), MOST.ofPath);
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? cut(value, MOST.ofExpected) : undefined;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
