import { isSecretName } from "../base/secret-names.ts";

/** Deeper or longer than this is cut, visibly: a log line has 256 KB on the platform, and a reader less patience. */
const MAX_DEPTH = 8;
const MAX_ITEMS = 64;
const MAX_TEXT = 8_192;
const MAX_CAUSES = 8;

export const REDACTED = "[redacted]";

/** Header names that may show in a log; every other header is redacted. */
const SHOWN_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "accept-language",
  "cf-ray",
  "content-length",
  "content-type",
  "host",
  "idempotency-key",
  "traceparent",
  "user-agent",
]);

const SECRET_TEXT = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;
const MIN_SECRET_TEXT = "Basic 12345678".length;

/** `fields` as JSON whatever was in them, without secrets; errors keep their causes, depth is cut. */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return isClean(fields) ? fields : cleanFields(fields, [fields]);
}

/** Most lines are: then nothing is copied. */
function isClean(fields: Record<string, unknown>): boolean {
  for (const key in fields) {
    const value = fields[key];
    const plain = typeof value === "number" || (typeof value === "string" && cleanText(value) === value);
    if (!plain || isSecret(key)) return false;
  }
  return true;
}

function clean(value: unknown, above: readonly object[]): unknown {
  switch (typeof value) {
    case "string":
      return cleanText(value);
    case "bigint":
    case "symbol":
      return String(value);
    case "function":
      return "[function]";
    case "object":
      return value === null ? null : cleanObject(value, above);
    default:
      return value;
  }
}

function cleanText(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;
  return cut.length < MIN_SECRET_TEXT ? cut : cut.replace(SECRET_TEXT, `$1 ${REDACTED}`);
}

function cleanObject(value: object, above: readonly object[]): unknown {
  if (above.includes(value)) return "[circular]";
  if (value instanceof Error) return cleanError(value, above);
  if (above.length >= MAX_DEPTH) return "[deeper]";
  const inside = [...above, value];
  if (Array.isArray(value)) return cleanItems(value, inside);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString();
  if (value instanceof Headers) return cleanHeaders(Object.fromEntries(value));
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  return cleanFields(value, inside);
}

function cleanItems(items: readonly unknown[], above: readonly object[]): unknown[] {
  const shown = items.slice(0, MAX_ITEMS).map((item) => clean(item, above));
  return items.length > MAX_ITEMS ? [...shown, `[${items.length - MAX_ITEMS} more]`] : shown;
}

function cleanFields(value: object, above: readonly object[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const keys = Object.keys(value);
  const shown = keys.length > MAX_ITEMS ? keys.slice(0, MAX_ITEMS) : keys;
  for (const key of shown) {
    if (key !== "__proto__") result[key] = isSecret(key) ? REDACTED : cleanField(key, read(value, key), above);
  }
  if (keys.length > MAX_ITEMS) result["…"] = `[${keys.length - MAX_ITEMS} more]`;
  return result;
}

/** Keys recur from line to line. Bounded, since a payload may bring any. */
const knownKeys = new Map<string, boolean>();
const MAX_KNOWN_KEYS = 512;

function isSecret(key: string): boolean {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const secret = isSecretName(key);
  if (knownKeys.size < MAX_KNOWN_KEYS) knownKeys.set(key, secret);
  return secret;
}

function cleanField(key: string, value: unknown, above: readonly object[]): unknown {
  if (typeof value !== "object" || value === null || key.toLowerCase() !== "headers") return clean(value, above);
  if (value instanceof Headers || Array.isArray(value)) return clean(value, above);
  return cleanHeaders(value);
}

function cleanHeaders(headers: object): Record<string, unknown> {
  const entries = Object.keys(headers).slice(0, MAX_ITEMS);
  return Object.fromEntries(
    entries.map((name) => [name, SHOWN_HEADERS.has(name.toLowerCase()) ? String(read(headers, name)) : REDACTED]),
  );
}

/** A getter may throw. */
function read(value: object, key: string): unknown {
  try {
    return value[key as keyof typeof value];
  } catch {
    return "[unreadable]";
  }
}

function cleanError(error: Error, above: readonly object[]): Record<string, unknown> {
  const inside = [...above, error];
  const fields = above.length >= MAX_DEPTH ? {} : cleanFields(error, inside);
  const { cause } = error;
  const errors: unknown = error instanceof AggregateError ? error.errors : undefined;
  return {
    ...fields,
    type: error.name,
    message: cleanText(String(error.message)),
    stack: cleanText(String(error.stack)),
    ...(cause !== undefined && { cause: above.length >= MAX_CAUSES ? "[more causes]" : clean(cause, inside) }),
    ...(Array.isArray(errors) && { errors: clean(errors, inside) }),
  };
}
