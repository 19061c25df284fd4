import { isDeepStrictEqual } from "node:util";
import { applyEdits, findNodeAtLocation, getNodeValue, type JSONPath, modify, parse, parseTree } from "jsonc-parser";

/** Adds a fragment's members to JSON with comments; what is there stays, comments included. */
export function pasteJsonc(text: string, fragment: string): string {
  return put(text.trim() === "" ? "{}\n" : text, [], parse(fragment));
}

type Tree = Readonly<Record<string, unknown>>;

function put(text: string, path: JSONPath, value: unknown): string {
  const there = valueAt(text, path);
  if (isTree(there) && isTree(value)) {
    return Object.entries(value).reduce((draft, [key, member]) => put(draft, [...path, key], member), text);
  }
  // A list of entries grows; a list of names comes whole.
  if (Array.isArray(there) && Array.isArray(value) && value.some(isTree)) {
    return value.reduce<string>((draft, item) => putItem(draft, path, item), text);
  }
  return isDeepStrictEqual(there, value) ? text : set(text, path, value);
}

/** What is named already grows; what is the same stays. */
function putItem(text: string, path: JSONPath, item: unknown): string {
  const items = valueAt(text, path) as readonly unknown[];
  if (items.some((other) => isDeepStrictEqual(other, item))) return text;
  const name = nameOf(item);
  const index = name === undefined ? -1 : items.findIndex((other) => nameOf(other) === name);
  return index === -1 ? set(text, [...path, -1], item) : put(text, [...path, index], item);
}

function nameOf(item: unknown): string | undefined {
  if (!isTree(item)) return undefined;
  const key = ["binding", "name", "queue", "tag"].find((member) => typeof item[member] === "string");
  return key && `${key} ${item[key]}`;
}

function valueAt(text: string, path: JSONPath): unknown {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const node = root && findNodeAtLocation(root, path);
  return node && getNodeValue(node);
}

function set(text: string, path: JSONPath, value: unknown): string {
  return applyEdits(text, modify(text, path, value, { formattingOptions: { insertSpaces: true, tabSize: 2 } }));
}

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);
