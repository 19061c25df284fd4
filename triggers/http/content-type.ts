import { type Failure, failure } from "../../kernel/errors/failure.ts";
import type { BodyKind } from "./author.ts";

/** What each kind takes. Bytes and streams are handed on as sent, so they take everything. */
const ACCEPTS: Partial<Record<BodyKind, { readonly pattern: RegExp; readonly expected: readonly string[] }>> = {
  json: { pattern: /^application\/(?:[\w.!#$&^-]+\+)?json$/, expected: ["application/json", "application/*+json"] },
  text: { pattern: /^text\//, expected: ["text/*"] },
  form: {
    pattern: /^(?:application\/x-www-form-urlencoded|multipart\/form-data)$/,
    expected: ["application/x-www-form-urlencoded", "multipart/form-data"],
  },
};

/**
 * Why a body of this kind cannot be read from what its headers say of it. Without a content type a body is taken for
 * JSON or text; a form needs one, as it has two.
 */
export function contentProblem(headers: Headers, kind: BodyKind): Failure | undefined {
  const accepts = ACCEPTS[kind];
  if (accepts === undefined) return undefined;
  const header = headers.get("content-type");
  if (header !== "application/json" || kind !== "json") {
    const [type = "", ...parameters] = (header ?? "").split(";").map((part) => part.trim().toLowerCase());
    const missing = type === "" && kind !== "form";
    if (!(missing || accepts.pattern.test(type))) return unsupported("content type", accepts.expected);
    const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
    if (charset !== undefined && !/^"?utf-?8"?$/.test(charset)) return unsupported("charset", ["utf-8"]);
  }
  const encoding = headers.get("content-encoding");
  if (encoding !== null && encoding.toLowerCase() !== "identity") return unsupported("content encoding", ["identity"]);
  return undefined;
}

function unsupported(what: string, expected: readonly string[]): Failure {
  return failure("HTTP103", `the ${what} is not accepted here`, { details: { expected } });
}
