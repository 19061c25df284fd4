/** JSON as it travels: what a payload, a label's extension or a node's final output is made of. */
export type Json = string | number | boolean | null | JsonArray | JsonObject;
export type JsonArray = readonly Json[];
export interface JsonObject {
  readonly [key: string]: Json;
}

export interface JsonProblem {
  /** JSON Pointer (RFC 6901) of the offending place; "" is the value itself. */
  readonly pointer: string;
  readonly reason: string;
}

/** Deeper values are refused on the way in and on the way out, so that no walk can exhaust the stack. */
export const MAX_JSON_DEPTH = 64;

/**
 * The first thing that keeps `value` from being JSON, or undefined. Properties that are `undefined` are allowed, as
 * `JSON.stringify` leaves them out; so is an object whose own `toJSON` gives JSON. A cycle shows as a depth problem.
 */
export function jsonProblem(value: unknown, depth = 0): JsonProblem | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : { pointer: "", reason: `${value} is not a JSON number` };
    case "object":
      return value === null ? undefined : objectProblem(value, depth);
    case "undefined":
      return { pointer: "", reason: "undefined is not JSON" };
    default:
      return { pointer: "", reason: `a ${typeof value} is not JSON` };
  }
}

function objectProblem(value: object, depth: number): JsonProblem | undefined {
  if (depth >= MAX_JSON_DEPTH) return { pointer: "", reason: `nested deeper than ${MAX_JSON_DEPTH}, or cyclic` };
  if (Array.isArray(value)) return itemProblem(value, depth);
  if ("toJSON" in value && typeof value.toJSON === "function") return ownProblem(value as OwnForm, depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) {
    return { pointer: "", reason: `${withArticle(className(value))} is not JSON` };
  }
  for (const key of Object.keys(value)) {
    const member: unknown = value[key as keyof typeof value];
    if (member === undefined) continue;
    const problem = jsonProblem(member, depth + 1);
    if (problem) return { ...problem, pointer: `/${escapeSegment(key)}${problem.pointer}` };
  }
  return undefined;
}

/** `Map`, `TypeError`, `Order`; a bundler that shortens names shortens those of a Worker's own classes. */
function className(value: object): string {
  const { constructor: made }: { readonly constructor?: unknown } = value;
  const name = typeof made === "function" ? made.name : "";
  return name === "" ? "instance of a class" : name;
}

function withArticle(name: string): string {
  return `${/^[aeio]/i.test(name) ? "an" : "a"} ${name}`;
}

interface OwnForm {
  readonly toJSON: () => unknown;
}

/** What is written is what `toJSON` gives, if it gives anything. */
function ownProblem(value: OwnForm, depth: number): JsonProblem | undefined {
  try {
    return jsonProblem(value.toJSON(), depth + 1);
  } catch {
    return { pointer: "", reason: "its toJSON throws" };
  }
}

function itemProblem(items: readonly unknown[], depth: number): JsonProblem | undefined {
  for (let index = 0; index < items.length; index++) {
    const problem = jsonProblem(items[index], depth + 1);
    if (problem) return { ...problem, pointer: `/${index}${problem.pointer}` };
  }
  return undefined;
}

/** One reference token of a JSON Pointer, escaped (RFC 6901, section 3). */
export function escapeSegment(segment: string): string {
  return segment.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** A value of any kind, for a message: a text as it is. An object may say anything of itself, and is not asked. */
export function plainText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return jsonProblem(value) === undefined && !("toJSON" in value) ? JSON.stringify(value) : "an object";
}
