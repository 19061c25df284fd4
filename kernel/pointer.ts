import { pointerSegments } from "@hyperjump/json-pointer";

/** The value a JSON Pointer leads to, or undefined where it leads nowhere; JSON itself has no undefined. */
export type Getter = (value: unknown) => unknown;

const ARRAY_INDEX = /^(?:0|[1-9][0-9]*)$/;

/**
 * Compiles a JSON Pointer (RFC 6901); undefined if `pointer` is not one. Only own properties are reached, and nothing
 * throws. The library's own `get` throws where a pointer leads nowhere, and reads `1x` as the index 1.
 */
export function compilePointer(pointer: string): Getter | undefined {
  const segments = segmentsOf(pointer);
  if (!segments) return undefined;
  return (value) => {
    let at = value;
    for (const segment of segments) at = member(at, segment);
    return at;
  };
}

export function isPointer(text: string): boolean {
  return segmentsOf(text) !== undefined;
}

function segmentsOf(pointer: string): readonly string[] | undefined {
  try {
    return [...pointerSegments(pointer)];
  } catch {
    return undefined;
  }
}

function member(value: unknown, segment: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return ARRAY_INDEX.test(segment) ? (value as unknown[])[Number(segment)] : undefined;
  return Object.hasOwn(value, segment) ? value[segment as keyof typeof value] : undefined;
}
