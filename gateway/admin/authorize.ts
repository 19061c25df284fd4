import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from "jose";
import { sha256Hex } from "../../base/hash.ts";
import { type Failure, failure } from "../../kernel/errors/failure.ts";
import { sessionOf } from "./session.ts";

/** Who may use the admin API, from variables and secrets of the Worker. Without either, nobody. */
export interface AdminAccess {
  /** Bearer tokens; several at once, so that they can be rotated. */
  readonly tokens: readonly string[];
  readonly access: AccessRule | undefined;
}

/** Cloudflare Access in front of the Worker. */
export interface AccessRule {
  /** `https://<team>.cloudflareaccess.com` */
  readonly issuer: string;
  /** The application's AUD tag. */
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
}

/** Shorter tokens are not taken: they can be guessed. */
const MIN_TOKEN_LENGTH = 16;
const ASSERTION = "cf-access-jwt-assertion";
const TEAM = /^[a-z0-9-]+$/;

/**
 * Reads `FLOWGATE_ADMIN_TOKENS` (separated by commas or blanks), and `FLOWGATE_ACCESS_TEAM` with `FLOWGATE_ACCESS_AUD`.
 */
export function adminAccess(env: Readonly<Record<string, unknown>>): AdminAccess {
  const text = (name: string) => (typeof env[name] === "string" ? (env[name] as string).trim() : "");
  const tokens = text("FLOWGATE_ADMIN_TOKENS")
    .split(/[\s,]+/)
    .filter((token) => token.length >= MIN_TOKEN_LENGTH);
  const team = text("FLOWGATE_ACCESS_TEAM");
  const audience = text("FLOWGATE_ACCESS_AUD");
  if (!TEAM.test(team) || audience === "") return { tokens, access: undefined };
  const issuer = `https://${team}.cloudflareaccess.com`;
  return { tokens, access: { issuer, audience, keys: createRemoteJWKSet(new URL(`${issuer}/cdn-cgi/access/certs`)) } };
}

/** Undefined for who may; otherwise why not. Closed when nothing is configured. */
export async function authorize(headers: Headers, { tokens, access }: AdminAccess): Promise<Failure | undefined> {
  if (tokens.length === 0 && !access) return failure("ADMIN101");
  const given = bearerOf(headers) ?? sessionOf(headers);
  if (given !== undefined && (await isAmong(given, tokens))) return undefined;
  const assertion = headers.get(ASSERTION);
  if (access && assertion !== null && (await isAsserted(assertion, access))) return undefined;
  return failure("ADMIN102");
}

function bearerOf(headers: Headers): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
}

/** Takes as long whichever token it is, and whichever character differs. */
async function isAmong(given: string, tokens: readonly string[]): Promise<boolean> {
  const [wanted, ...known] = await Promise.all([given, ...tokens].map(sha256Hex));
  let found = 0;
  for (const digest of known) found |= Number(differences(digest, wanted ?? "") === 0);
  return found === 1;
}

/** 0 for equal digests. Looks at every character. */
function differences(a: string, b: string): number {
  let bits = a.length ^ b.length;
  for (let index = 0; index < a.length; index++) bits |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return bits;
}

async function isAsserted(assertion: string, { issuer, audience, keys }: AccessRule): Promise<boolean> {
  try {
    await jwtVerify(assertion, keys, { issuer, audience, algorithms: ["RS256"], requiredClaims: ["exp"] });
    return true;
  } catch {
    return false;
  }
}
