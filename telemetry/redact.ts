import { type SecretNames, secretNames } from "../base/secret-names.ts";
import { areEntries, asJson, type Entry, entriesOf, headerEntries, read } from "./entries.ts";
import { REDACTED, redactText } from "./redact-text.ts";
import { schemaError } from "./schema-error.ts";

/** Deeper or longer than this is cut, visibly: a log line has 256 KB on the platform, and a reader less patience. */
const MAX_DEPTH = 8;
const MAX_ITEMS = 64;
const MAX_TEXT = 8_192;
const MAX_CAUSES = 8;
/** A credential that a cut would halve is still told by its whole. */
const READ_ON = 4_096;

/** Header names that may show in a log; every other header is redacted. */
const SHOWN_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "accept-language",
  "cf-ray",
  "content-length",
  "content-type",
  "host",
  "traceparent",
  "user-agent",
]);

/** Where an object is one field, `{ name: "password", value: "x" }`, the name stands under one of these. */
const PAIR_NAMES = ["name", "key", "field", "header"];
const MORE = "…";

/** Keys recur from line to line. Bounded, since a payload may bring any. */
const MAX_KNOWN_KEYS = 512;

/** Makes what is logged or shown JSON, whatever it was, without credentials. Errors keep their causes; depth is cut. */
export class Redactor {
  readonly #names: SecretNames;
  readonly #known = new Map<string, boolean>();

  /** `more` are names beside those that everybody has, in any spelling; see `secretNames`. */
  constructor(more: readonly string[] = []) {
    this.#names = secretNames(more);
  }

  /** The same object where it has nothing to hide, as most lines have. */
  fields(fields: Record<string, unknown>): Record<string, unknown> {
    return this.#isClean(fields) ? fields : this.#fields(fields, [fields]);
  }

  text(text: string): string {
    const clean = redactText(text.length > MAX_TEXT ? text.slice(0, MAX_TEXT + READ_ON) : text, this.isSecretName);
    return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT)}… (${text.length} characters)` : clean;
  }

  #isClean(fields: Record<string, unknown>): boolean {
    for (const key in fields) {
      const value = fields[key];
      const plain = typeof value === "number" || (typeof value === "string" && this.text(value) === value);
      if (!plain || this.isSecretName(key)) return false;
    }
    return true;
  }

  /** Whether a credential stands under a name. */
  readonly isSecretName: SecretNames = (key) => {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const secret = this.#names(key);
    if (this.#known.size < MAX_KNOWN_KEYS) this.#known.set(key, secret);
    return secret;
  };

  #value(value: unknown, above: readonly object[]): unknown {
    switch (typeof value) {
      case "string":
        return this.text(value);
      case "bigint":
        return String(value);
      case "symbol":
        return this.text(String(value));
      case "function":
        return "[function]";
      case "object":
        return value === null ? null : this.#object(value, above);
      default:
        return value;
    }
  }

  #object(value: object, above: readonly object[]): unknown {
    if (above.includes(value)) return "[circular]";
    if (value instanceof Error) return this.#error(value, above);
    if (above.length >= MAX_DEPTH) return "[deeper]";
    const inside = [...above, value];
    if (Array.isArray(value)) return this.#list(value, inside);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (value instanceof Headers) return this.#headers([...value]);
    if (value instanceof Set) return this.#list([...value], inside);
    if (value instanceof Request || value instanceof Response) return this.#message(value);
    const entries = entriesOf(value);
    if (entries) return this.#entries(entries, inside);
    const own = read(value, "toJSON");
    return typeof own === "function" ? this.#value(asJson(value, own), inside) : this.#fields(value, inside);
  }

  #list(items: readonly unknown[], above: readonly object[]): unknown[] {
    if (areEntries(items)) return this.#entries(items, above);
    const shown = items.slice(0, MAX_ITEMS).map((item) => this.#value(item, above));
    return items.length > MAX_ITEMS ? [...shown, `[${items.length - MAX_ITEMS} more]`] : shown;
  }

  /** Pairs of a name and a value, as maps, forms and headers have them. */
  #entries(entries: readonly Entry[], above: readonly object[]): unknown[] {
    const shown = entries
      .slice(0, MAX_ITEMS)
      .map(([name, value]) => [this.#value(name, above), this.#named(String(name), value, above)]);
    return entries.length > MAX_ITEMS ? [...shown, [MORE, `[${entries.length - MAX_ITEMS} more]`]] : shown;
  }

  #fields(value: object, above: readonly object[]): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const keys = Object.keys(value).filter((key) => key !== "__proto__");
    const isSecretPair = this.#namesSecret(value);
    for (const key of keys.slice(0, MAX_ITEMS)) {
      const hidden = isSecretPair && key === "value";
      result[this.text(key)] = hidden ? REDACTED : this.#named(key, read(value, key), above);
    }
    if (keys.length > MAX_ITEMS) result[MORE] = `[${keys.length - MAX_ITEMS} more]`;
    return result;
  }

  /** Whether it is a field in two: `{ name: "password", value: "x" }`. */
  #namesSecret(value: object): boolean {
    return PAIR_NAMES.some((key) => {
      const name = Object.hasOwn(value, key) ? read(value, key) : undefined;
      return typeof name === "string" && this.isSecretName(name);
    });
  }

  #named(name: string, value: unknown, above: readonly object[]): unknown {
    if (this.isSecretName(name)) return REDACTED;
    if (typeof value !== "object" || value === null || !/headers$/i.test(name)) return this.#value(value, above);
    return this.#headers(headerEntries(value));
  }

  #headers(entries: readonly Entry[]): Record<string, unknown> {
    return Object.fromEntries(
      entries.slice(0, MAX_ITEMS).map(([key, value]) => {
        const name = String(key);
        const shown = SHOWN_HEADERS.has(name.toLowerCase()) && !this.isSecretName(name);
        return [this.text(name), shown ? this.text(String(value)) : REDACTED];
      }),
    );
  }

  #message(message: Request | Response): Record<string, unknown> {
    const what = message instanceof Request ? { method: message.method } : { status: message.status };
    return { ...what, url: this.text(message.url), headers: this.#headers([...message.headers]) };
  }

  #error(error: Error, above: readonly object[]): Record<string, unknown> {
    const inside = [...above, error];
    const { cause } = error;
    const misfit = schemaError(error, this.isSecretName);
    if (misfit) return { ...misfit, type: this.text(String(error.name)) };
    const fields = above.length >= MAX_DEPTH ? {} : this.#fields(error, inside);
    const errors: unknown = error instanceof AggregateError ? error.errors : undefined;
    return {
      ...fields,
      type: this.text(String(error.name)),
      message: this.text(String(error.message)),
      stack: this.text(String(error.stack)),
      ...(cause !== undefined && { cause: above.length >= MAX_CAUSES ? "[more causes]" : this.#value(cause, inside) }),
      ...(Array.isArray(errors) && { errors: this.#value(errors, inside) }),
    };
  }
}
