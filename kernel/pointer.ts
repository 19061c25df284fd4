import { pointerSegments } from "@hyperjump/json-pointer";

/** The value a JSON Pointer leads to, or undefined where it leads nowhere; JSON itself has no undefined. */
export type Getter = (value: unknown) => unknown;

const ARRAY_INDEX = /^(?:0|[1-9][0-9]*)$/;

/**
 * Compiles a JSON Pointer (RFC 6901); undefined if `pointer` is not one. Only own properties are reached, and nothing
 * throws. The library's own `get` throws where a pointer leads nowhere, and reads `1x` as the index 1.
 */
export function compilePointer(pointer: string): Getter | undefined {
  const tokens = pointerTokens(pointer);
  if (!tokens) return undefined;
  return (value) => {
    let at = value;
    for (const token of tokens) at = member(at, token);
    return at;
  };
}

/** The reference tokens of a JSON Pointer, unescaped; undefined if `pointer` is not one. */
export function pointerTokens(pointer: string): readonly string[] | undefined {
  try {
    return [...pointerSegments(pointer)];
  } catch {
    return undefined;
  }
}

function member(value: unknown, token: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return ARRAY_INDEX.test(token) ? (value as unknown[])[Number(token)] : undefined;
  return Object.hasOwn(value, token) ? value[token as keyof typeof value] : undefined;
}
