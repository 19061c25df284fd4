import { capabilityError } from "../error.ts";
import { type Call, permitted } from "./request.ts";
import type { HttpScope } from "./scope.ts";

/** What a host may know that nobody named as the receiver: no key, no cookie, no trace, nothing of ours. */
const TRAVELS = ["accept", "accept-encoding", "accept-language", "range", "user-agent"];
/** What says something about a body, and goes with it. */
const OF_BODY = ["content-encoding", "content-language", "content-length", "content-location", "content-type"];

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Where a response sends its caller on; undefined for one that does not. */
export function locationOf({ status, headers }: Response): string | undefined {
  return REDIRECTS.has(status) ? (headers.get("location") ?? undefined) : undefined;
}

/**
 * The call that a redirect asks for, as the Fetch standard has its method and body. Its host is asked for like the first
 * one's. What goes to another origin (another scheme, host or port) only reads, and takes few headers along.
 */
export function redirected(scope: HttpScope, from: Call, status: number, location: string): Call {
  const url = permitted(scope, URL.canParse(location, from.url.href) ? new URL(location, from.url) : location);
  const next = asRead(from, status) ? reading(from, url) : { ...from, url };
  if (url.origin !== from.url.origin) return abroad(scope, next);
  if (next.body instanceof ReadableStream) {
    throw capabilityError("invalid", scope.at, { message: "a redirect asks for a stream again, which is spent" });
  }
  return next;
}

/** 303 is an answer to be read elsewhere; 301 and 302 are taken so after a POST, as browsers always did. */
function asRead({ method }: Call, status: number): boolean {
  if (status === 303) return method !== "GET" && method !== "HEAD";
  return method === "POST" && (status === 301 || status === 302);
}

function reading(from: Call, url: URL): Call {
  const headers = new Headers(from.headers);
  for (const name of OF_BODY) headers.delete(name);
  return { method: "GET", url, headers, body: undefined };
}

function abroad({ at }: HttpScope, call: Call): Call {
  if (call.method !== "GET" && call.method !== "HEAD") {
    throw capabilityError("denied", at, { message: "a redirect would write to another origin" });
  }
  const headers = new Headers();
  for (const name of TRAVELS) {
    const value = call.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return { ...call, headers };
}
