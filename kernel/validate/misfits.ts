import * as v from "valibot";
import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { isMissing, issuePointer } from "../ir/issues.ts";
import { shortName } from "../ir/name.ts";
import { FlowIrSchema, LISTS } from "../ir/schema.ts";

type Fields = Readonly<Record<string, unknown>>;
type Issue = v.BaseIssue<unknown>;

/** What lies in a document that is no Flow IR, until there is enough of it; the rest is counted part by part. */
interface Misfits {
  readonly found: Diagnostic[];
  more: number;
}

/** A part of the document that has a longer list in it than this is not looked through: one thing is said of it. */
const LONG = 1_000;

/**
 * DAG001 for each field of a document that does not fit, up to `most`, and one that says how many parts more do not. Takes
 * time and memory in proportion to the document, whatever it is: its lists are looked through one part at a time.
 */
export function misfits(input: unknown, most: number): readonly Diagnostic[] {
  const noted: Misfits = { found: [], more: 0 };
  const flow = nameOf(input);
  const note = (schema: v.GenericSchema, part: unknown, place: string) => {
    const left = most - noted.found.length;
    const { issues = [] } = v.safeParse(schema, part, { abortEarly: left <= 0 || hasLongList(part) });
    noted.found.push(...issues.slice(0, left).map((issue) => misfit(issue, place, flow)));
    noted.more += Math.max(0, issues.length - left);
  };
  const lists = Object.entries(LISTS).flatMap(([name, schema]) => {
    const list = isFields(input) ? input[name] : undefined;
    return Array.isArray(list) ? [{ name, schema, list: list as readonly unknown[] }] : [];
  });
  note(FlowIrSchema, isFields(input) ? { ...input, ...emptied(lists) } : input, "");
  for (const { name, schema, list } of lists) {
    for (let index = 0; index < list.length; index++) note(schema, list[index], `/${name}/${index}`);
  }
  if (noted.more === 0) return noted.found;
  const message = `the document: ${noted.more} more of its parts do not fit`;
  return [...noted.found, diagnostic("DAG001", message, { ...flow, pointer: "" }, "correct these first")];
}

const emptied = (lists: readonly { readonly name: string }[]): Fields =>
  Object.fromEntries(lists.map(({ name }) => [name, []]));

const MAX_MESSAGE = 300;

/** `place` is where in the document the part begins. */
export function misfit(issue: Issue, place: string, flow: { readonly flow?: string }): Diagnostic {
  const pointer = place + issuePointer(issue);
  const text = isMissing(issue) ? `${pointer} is missing` : `${pointer || "the document"}: ${issue.message}`;
  const message = text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}...` : text;
  return diagnostic("DAG001", message, { ...flow, pointer });
}

/** The flow's name where the document has one. */
export function nameOf(input: unknown): { readonly flow?: string } {
  const name = isFields(input) ? input.name : undefined;
  return typeof name === "string" && name !== "" ? { flow: shortName(name) } : {};
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** In a field, or in one of a field, as deep as the schema looks. */
function hasLongList(part: unknown): boolean {
  return valuesOf(part).some((value) => isLong(value) || valuesOf(value).some(isLong));
}

const valuesOf = (value: unknown): readonly unknown[] => (isFields(value) ? Object.values(value) : []);
const isLong = (value: unknown): boolean => Array.isArray(value) && value.length > LONG;
