import { parseTraceparent } from "../../base/trace-context.ts";
import type { Metadata, ReservedLabels } from "../../kernel/invocation.ts";
import type { Birth, Mounted } from "../trigger.ts";
import type { HttpTrigger } from "./author.ts";
import type { HttpEvent } from "./event.ts";
import type { SentIds } from "./sent-ids.ts";

/** The headers that every route may see. What is not here or in the route's own list is not copied anywhere. */
const SEEN_HEADERS = ["accept", "content-type", "user-agent", "x-request-id", "cf-ray"];

/** Headers that carry credentials, which no route may copy. */
const SECRET_HEADERS = new Set([
  "authorization",
  "cf-access-client-id",
  "cf-access-client-secret",
  "cf-access-jwt-assertion",
  "cookie",
  "proxy-authorization",
  "set-cookie",
  "x-api-key",
]);

/** Why a route may not see a header, or undefined. */
export function headerProblem(name: string): string | undefined {
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) return "a header's name is written in lower case here";
  return SECRET_HEADERS.has(name) ? "it carries credentials, which do not go into the metadata" : undefined;
}

/** The allow-listed headers that were sent. */
export function seenHeaders(headers: Headers, more: readonly string[]): Record<string, string> {
  const seen: Record<string, string> = {};
  for (const name of SEEN_HEADERS) copyHeader(headers, name, seen);
  for (const name of more) if (!SECRET_HEADERS.has(name)) copyHeader(headers, name, seen);
  return seen;
}

function copyHeader(headers: Headers, name: string, seen: Record<string, string>): void {
  const value = headers.get(name);
  if (value !== null) seen[name] = value;
}

/** Labels while they are made. */
type Draft = { -readonly [Name in keyof ReservedLabels]: ReservedLabels[Name] } & Record<string, string>;

export function httpLabels(
  { request, path }: HttpEvent,
  mounted: Mounted<HttpTrigger>,
  birth: Birth,
  { ids, headers }: { readonly ids: SentIds; readonly headers: Readonly<Record<string, string>> },
): Metadata["labels"] {
  const { spec } = mounted;
  const labels: Draft = {
    "flow.run_id": birth.runId,
    "flow.id": mounted.flowId,
    "flow.version": mounted.version,
    "flow.trigger": mounted.trigger,
    "flow.capture": mounted.capture,
    "flow.source": "http",
    "flow.event_id": ids.delivery ?? ids.key ?? birth.runId,
    "flow.attempt": "1",
    "http.method": request.method,
    "http.route": spec.path,
    "http.path": path,
  };
  if (ids.key !== undefined) labels["flow.idempotency_key"] = ids.key;
  const parent = request.headers.get("traceparent");
  // A malformed one is dropped, and its state with it, as the standard asks.
  if (parent !== null && parseTraceparent(parent)) {
    labels["flow.traceparent"] = parent;
    const state = request.headers.get("tracestate");
    if (state !== null) labels["flow.tracestate"] = state;
  }
  const mark = request.url.indexOf("?");
  if (mark !== -1) labels["http.query"] = request.url.slice(mark + 1);
  for (const name in headers) labels[`http.header.${name}`] = headers[name] as string;
  return labels;
}

/** The sender's own id of the event; an empty header is none. */
export function deliveryId(headers: Headers, name: string | undefined): string | undefined {
  if (name === undefined || SECRET_HEADERS.has(name)) return undefined;
  return headers.get(name) || undefined;
}
