import { type Failure, failure } from "../../kernel/errors/failure.ts";
import { MAX_JSON_DEPTH } from "../../kernel/json.ts";
import type { InexactNumbers } from "../../kernel/key-value.ts";
import { type Failing, fail, type Ok, ok } from "../../kernel/result.ts";
import { parseExactly } from "../exact-json.ts";
import { nestedTooDeep } from "../json-depth.ts";
import type { MessageBody } from "./spec.ts";

/** A body; where it was parsed here and is read exactly, with the numbers that lost digits by it. */
export type Read = (Ok<unknown> & { readonly inexact?: InexactNumbers | undefined }) | Failing<Failure>;

/** The body of a message as its trigger takes it. What cannot be read so is MSG101. */
export function messageBody(body: unknown, kind: MessageBody, exact = false): Read {
  switch (kind) {
    case "json":
      return jsonBody(body, exact);
    case "text":
      return textBody(body);
    case "bytes":
      return bytesBody(body);
  }
}

/**
 * What was sent as JSON comes as its value. Text and bytes are parsed where they are a JSON object or array; any other text,
 * such as `[error] disk full` or `42`, is text, however it was sent.
 */
function jsonBody(body: unknown, exact: boolean): Read {
  const bytes = asBytes(body);
  if (bytes === undefined && typeof body !== "string") return body === undefined ? unreadable("has no body") : ok(body);
  const text = bytes === undefined ? withoutMark(body as string) : decode(bytes);
  if (text === undefined) return unreadable("is not UTF-8");
  return /^\s*[[{]/.test(text) ? parsed(text, exact) : ok(text);
}

function parsed(text: string, exact: boolean): Read {
  if (nestedTooDeep(text)) return unreadable(`is nested deeper than ${MAX_JSON_DEPTH}`);
  try {
    return exact ? { ok: true, ...parseExactly(text) } : ok(JSON.parse(text));
  } catch {
    return ok(text);
  }
}

/** Without the byte order mark that some senders put first; a decoder takes it off bytes. */
function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

function textBody(body: unknown): Read {
  if (typeof body === "string") return ok(body);
  const bytes = asBytes(body);
  const text = bytes && decode(bytes);
  return text === undefined ? unreadable("is not text") : ok(text);
}

function bytesBody(body: unknown): Read {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : asBytes(body);
  return bytes === undefined ? unreadable("is not bytes") : ok(bytes);
}

function asBytes(body: unknown): Uint8Array | undefined {
  if (body instanceof Uint8Array) return body;
  return body instanceof ArrayBuffer ? new Uint8Array(body) : undefined;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return undefined;
  }
}

function unreadable(what: string, cause?: unknown): Read {
  return fail(failure("MSG101", `the message ${what}`, cause === undefined ? {} : { cause }));
}
