/** The cookie that a browser signs in with. Its value is the admin token: whoever revokes the one ends the other. */
const COOKIE = "flowgate_session";
const MAX_AGE_SECONDS = 12 * 3_600;
/** What the page sends with what changes something; no other site can, as it would have to be allowed to by CORS. */
const PAGE_HEADER = "x-flowgate-page";

/** The token of a request's session. One that would change something counts only when our own page sent it. */
export function sessionOf(headers: Headers): string | undefined {
  const value = new RegExp(`(?:^|; *)${COOKIE}=([^;]+)`).exec(headers.get("cookie") ?? "")?.[1];
  return value === undefined ? undefined : decoded(value);
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

/** Whether a request that is signed in by cookie may be taken at its word. */
export function isOwnPage({ method, headers }: Request): boolean {
  const reads = method === "GET" || method === "HEAD";
  return reads || headers.has("authorization") || headers.get(PAGE_HEADER) === "1" || !headers.has("cookie");
}

/** Not readable by scripts, not sent by other sites, sent to the admin's paths only. */
export function sessionCookie(token: string, url: string): string {
  const secure = new URL(url).protocol === "https:" ? "; Secure" : "";
  return `${COOKIE}=${encodeURIComponent(token)}; Path=/_flow; HttpOnly; SameSite=Strict; Max-Age=${MAX_AGE_SECONDS}${secure}`;
}

export function endedSession(): string {
  return `${COOKIE}=; Path=/_flow; HttpOnly; SameSite=Strict; Max-Age=0`;
}
