import { parseSync } from "@swc/core";

/** Any object of swc's tree, read without its types: a check looks only at what it asks for. */
export type SyntaxFields = Readonly<Record<string, unknown>>;

export interface SyntaxNode extends SyntaxFields {
  readonly type: string;
}

const isObject = (value: unknown): value is SyntaxFields => typeof value === "object" && value !== null;

export const isNode = (value: unknown): value is SyntaxNode => isObject(value) && typeof value.type === "string";

/** The objects of a list in the tree, such as a call's arguments; none if it is no list. */
export const fieldsOf = (list: unknown): readonly SyntaxFields[] => (Array.isArray(list) ? list.filter(isObject) : []);

/** Every node of a TypeScript source, parents first. */
export function nodesOf(source: string): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const rest: unknown[] = [parseSync(source, { syntax: "typescript", decorators: true })];
  while (rest.length > 0) {
    const value = rest.pop();
    if (!isObject(value)) continue;
    if (isNode(value)) found.push(value);
    rest.push(...Object.values(value).reverse());
  }
  return found;
}
