import type { HttpTrigger } from "../../triggers/http/author.ts";
import { CliError } from "../cli-error.ts";

export interface RequestParts {
  readonly payload: unknown;
  /** With the query; left out, it is the route's own, with params from the payload. */
  readonly path?: string;
  /** `name: value` each. */
  readonly headers: readonly string[];
}

const ORIGIN = "http://localhost";

/** The request that a route takes with this payload: as JSON in the body, or as the query where there is no body. */
export function requestFor(spec: Pick<HttpTrigger, "method" | "path" | "body">, parts: RequestParts): Request {
  const { payload } = parts;
  const method = spec.method === "ALL" ? (payload === undefined ? "GET" : "POST") : spec.method;
  const bodiless = method === "GET" || spec.body === "none" || (method === "DELETE" && spec.body === undefined);
  const url = new URL(parts.path ?? pathFor(spec.path, payload), ORIGIN);
  const headers = headersOf(parts.headers);
  if (bodiless || payload === undefined) {
    if (parts.path === undefined) addQuery(url, payload, spec.path);
    return new Request(url, { method, headers });
  }
  const text = typeof payload === "string" && spec.body !== "json" && spec.body !== undefined;
  if (!headers.has("content-type")) headers.set("content-type", text ? "text/plain" : "application/json");
  return new Request(url, { method, headers, body: text ? payload : JSON.stringify(payload) });
}

const PARAM = /:([A-Za-z_]\w*)\+?/g;

function pathFor(path: string, payload: unknown): string {
  return path.replaceAll(PARAM, (param, name: string) => {
    const value = memberOf(payload, name);
    if (typeof value === "string" || typeof value === "number") return encodeURIComponent(value);
    const next = `give the path, such as --path ${path.replaceAll(PARAM, "x")}, or "${name}" in the payload`;
    throw new CliError("CLI001", `route ${path} has ${param}, and no value for it`, { next });
  });
}

function memberOf(payload: unknown, name: string): unknown {
  return typeof payload === "object" && payload !== null ? payload[name as keyof typeof payload] : undefined;
}

/** What is no param of the path. */
function addQuery(url: URL, payload: unknown, path: string): void {
  if (typeof payload !== "object" || payload === null) return;
  const params = new Set([...path.matchAll(PARAM)].map(([, name]) => name));
  for (const [name, value] of Object.entries(payload)) {
    if (!params.has(name)) url.searchParams.append(name, typeof value === "string" ? value : JSON.stringify(value));
  }
}

function headersOf(lines: readonly string[]): Headers {
  const headers = new Headers();
  for (const line of lines) {
    const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new CliError("CLI001", `"${line}" is no header`, { next: "write it as 'name: value'" });
    }
    try {
      headers.append(name, value);
    } catch (cause) {
      throw new CliError("CLI001", `"${line}" is no header`, { cause, next: "headers take plain ASCII" });
    }
  }
  return headers;
}
