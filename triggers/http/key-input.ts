import type { Invocation } from "../../kernel/invocation.ts";
import type { Json } from "../../kernel/json.ts";
import type { BodyKind, HttpTrigger } from "./author.ts";

/** Kinds of body that a flow may read one way or another by their content type. */
const READ_BY_TYPE: ReadonlySet<BodyKind | undefined> = new Set(["text", "bytes", "stream"]);

/** Headers that a proxy sets anew on each try, or that name the try itself. A flow may read them; no key looks at them. */
const OF_ONE_TRY = new Set(["baggage", "cdn-loop", "forwarded", "true-client-ip", "via", "x-real-ip", "x-request-id"]);
const OF_ONE_TRY_PREFIX = /^(?:cf-|traceparent$|tracestate$|x-amzn-|x-b3-|x-correlation-|x-forwarded-)/;

/**
 * What of a request, beside its payload, makes the input of its run: method, path, query, the declared headers, and the
 * content type where the body is not read by it. Written one way or another it is the same.
 */
export function httpKeyInput(spec: HttpTrigger, { metadata }: Invocation): Json {
  const { labels } = metadata;
  const headers = spec.headers.filter((name) => !(OF_ONE_TRY.has(name) || OF_ONE_TRY_PREFIX.test(name)));
  if (READ_BY_TYPE.has(spec.body)) headers.push("content-type");
  return {
    method: labels["http.method"] ?? "",
    path: decodedPath(labels["http.path"] ?? ""),
    query: sortedQuery(labels["http.query"] ?? ""),
    headers: Object.fromEntries(headers.map((name) => [name, labels[`http.header.${name}`] ?? null])),
  };
}

/** By segment, so that an encoded slash stays apart; slashes at the end mean nothing. */
function decodedPath(path: string): string[] {
  const segments = path.split("/");
  while (segments.at(-1) === "") segments.pop();
  return segments.map(decoded);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** In the order of the names; what repeats a name keeps its own. */
function sortedQuery(query: string): [string, string][] {
  const fields = new URLSearchParams(query);
  fields.sort();
  return [...fields];
}
