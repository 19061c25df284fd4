import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { type AdminAccess, adminAccess, authorize } from "./authorize.ts";

const TOKEN = "0123456789abcdef";
const NEXT_TOKEN = "fedcba9876543210";
const bearer = (token: string) => new Headers({ authorization: `Bearer ${token}` });
const code = async (headers: Headers, access: AdminAccess) => (await authorize(headers, access))?.code;

describe("authorize", () => {
  it.each([
    [{}],
    [{ FLOWGATE_ADMIN_TOKENS: "" }],
    [{ FLOWGATE_ADMIN_TOKENS: "short, , too-short" }],
    [{ FLOWGATE_ADMIN_TOKENS: 42 }],
    [{ FLOWGATE_ACCESS_TEAM: "team" }],
    [{ FLOWGATE_ACCESS_AUD: "aud" }],
    [{ FLOWGATE_ACCESS_TEAM: "evil.example/", FLOWGATE_ACCESS_AUD: "aud" }],
  ])("is closed to everyone with %j", async (env) => {
    for (const headers of [new Headers(), bearer(""), bearer("short"), bearer(TOKEN)]) {
      expect(await code(headers, adminAccess(env))).toBe("ADMIN101");
    }
  });

  it("takes each of several tokens, and no other", async () => {
    const access = adminAccess({ FLOWGATE_ADMIN_TOKENS: `${TOKEN},\n ${NEXT_TOKEN}` });
    expect(await code(bearer(TOKEN), access)).toBeUndefined();
    expect(await code(bearer(NEXT_TOKEN), access)).toBeUndefined();
    for (const headers of [new Headers(), bearer(`${TOKEN}0`), bearer(TOKEN.slice(1)), bearer(TOKEN.toUpperCase())]) {
      expect(await code(headers, access)).toBe("ADMIN102");
    }
    expect(await code(new Headers({ authorization: TOKEN }), access)).toBe("ADMIN102");
    expect(await code(new Headers({ authorization: `Basic ${TOKEN}` }), access)).toBe("ADMIN102");
  });

  it("takes an Access token of the right team, application, key and time only", async () => {
    const { publicKey, privateKey } = await generateKeyPair("RS256");
    const other = await generateKeyPair("RS256");
    const issuer = "https://team.cloudflareaccess.com";
    const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), alg: "RS256" }] });
    const access: AdminAccess = { tokens: [], access: { issuer, audience: "aud", keys } };
    const sign = (change: { iss?: string; aud?: string; exp?: string; key?: CryptoKey } = {}) =>
      new SignJWT({})
        .setProtectedHeader({ alg: "RS256" })
        .setIssuer(change.iss ?? issuer)
        .setAudience(change.aud ?? "aud")
        .setExpirationTime(change.exp ?? "1h")
        .sign(change.key ?? privateKey);
    const asserted = async (token: Promise<string>) =>
      code(new Headers({ "cf-access-jwt-assertion": await token }), access);
    expect(await asserted(sign())).toBeUndefined();
    expect(await asserted(sign({ iss: "https://evil.cloudflareaccess.com" }))).toBe("ADMIN102");
    expect(await asserted(sign({ aud: "other" }))).toBe("ADMIN102");
    expect(await asserted(sign({ exp: "-1h" }))).toBe("ADMIN102");
    expect(await asserted(sign({ key: other.privateKey }))).toBe("ADMIN102");
    expect(await asserted(Promise.resolve("not.a.token"))).toBe("ADMIN102");
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa(`{"iss":"${issuer}","aud":"aud","exp":9999999999}`)}.`;
    expect(await asserted(Promise.resolve(unsigned))).toBe("ADMIN102");
  });
});
