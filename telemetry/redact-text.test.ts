import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSecretName } from "../base/secret-names.ts";
import { REDACTED, redactText } from "./redact-text.ts";

const redact = (text: string) => redactText(text, isSecretName);
const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ";
const KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQhush\nhush==\n-----END PRIVATE KEY-----";

describe("redactText", () => {
  it.each([
    // Queries, fragments, and queries within queries.
    ["GET https://a.test/x?id=1&token=hush&page=2", `GET https://a.test/x?id=1&token=${REDACTED}&page=2`],
    ["/x?access_token=hush#top", `/x?access_token=${REDACTED}`],
    ["/x#id_token=hush&state=1", `/x#id_token=${REDACTED}&state=1`],
    ["/x?user[password]=hush&a=1", `/x?user[password]=${REDACTED}&a=1`],
    ["/x?user%5Bpassword%5D=hush&a=1", `/x?user%5Bpassword%5D=${REDACTED}&a=1`],
    ["/x?next=https%3A%2F%2Fa%2F%3Ftoken%3Dhush", `/x?next=https%3A%2F%2Fa%2F%3Ftoken%3D${REDACTED}`],
    ["to=https://a.test/?sig=hush", `to=https://a.test/?sig=${REDACTED}`],
    ["?X-Amz-Signature=hush&X-Amz-Expires=60", `?X-Amz-Signature=${REDACTED}&X-Amz-Expires=60`],
    // What stands before a host.
    ["redis://user:hush@cache.test:6379/0", `redis://${REDACTED}@cache.test:6379/0`],
    ["https://hush@git.test/x", `https://${REDACTED}@git.test/x`],
    ["postgres://u:hu@sh@db/x", `postgres://${REDACTED}@db/x`],
    ["postgres://u:hu#s/h?@db/x", `postgres://${REDACTED}@db/x`],
    ["user:hush@host refused", `user:${REDACTED}@host refused`],
    ["http:\\/\\/u:hush@a", `http:\\/\\/${REDACTED}@a`],
    // Headers in a text.
    ["Authorization: Bearer x", `Authorization: ${REDACTED}`],
    ['a\nProxy-Authorization: Digest username="a", response="hush"\nb', `a\nProxy-Authorization: ${REDACTED}\nb`],
    ['Cookie: a=hush; b="hush"', `Cookie: ${REDACTED}`],
    ["set-cookie: a=hush; Path=/\r\nx: 1", `set-cookie: ${REDACTED}\r\nx: 1`],
    ["curl -H 'Authorization: Token hush' https://a.test", `curl -H 'Authorization: ${REDACTED}' https://a.test`],
    ["X-Api-Key: hush", `X-Api-Key: ${REDACTED}`],
    ["got Bearer hush7 here", `got Bearer ${REDACTED} here`],
    ["Basic dXNlcjpwYXNz", `Basic ${REDACTED}`],
    // Pairs.
    ['{"password":"hu\\"sh","a":1}', `{"password":"${REDACTED}","a":1}`],
    ['{\\"password\\":\\"hush\\",\\"a\\":1}', `{\\"password\\":\\"${REDACTED}\\",\\"a\\":1}`],
    ["{ apiKey: 'hush', a: 1 }", `{ apiKey: '${REDACTED}', a: 1 }`],
    ["login failed: password=hu(sh,x)x for bob", `login failed: password=${REDACTED} for bob`],
    ["Server=a;Password=hush;Database=b", `Server=a;Password=${REDACTED};Database=b`],
    ["AccountKey=hush==;EndpointSuffix=a", `AccountKey=${REDACTED};EndpointSuffix=a`],
    ["the API key: hush", `the API key: ${REDACTED}`],
    ["secret => hush", `secret => ${REDACTED}`],
    ["x-auth: Token hush", `x-auth: ${REDACTED}`],
    ["run --token hush --port 1", `run --token ${REDACTED} --port 1`],
    ["run --password=hush", `run --password=${REDACTED}`],
    ["<user><password>hush</password></user>", `<user><password>${REDACTED}</password></user>`],
    // By their shape.
    [`got ${JWT}.`, `got ${REDACTED}`],
    [`cert ${KEY} end`, `cert ${REDACTED} end`],
    [KEY.replaceAll("\n", "\\n"), REDACTED],
    ["-----BEGIN EC PRIVATE KEY-----\nhush, and cut", REDACTED],
    ["with sk_live_hushhushhush and ghp_hushhushhushhush", `with ${REDACTED} and ${REDACTED}`],
  ])("takes the credential out of %j", (text, shown) => {
    expect(redact(text)).toBe(shown);
    expect(redact(shown)).toBe(shown);
  });

  it.each([
    "POST /orders/:id/and/more",
    "Error: no\n    at Session.run (file:///app/session.ts:12:3)\n    at token.ts:1:2",
    "Unexpected token } in JSON at position 3",
    "token: expired",
    "password: is required",
    "mailto:joe@a.test, cc:bob@a.test",
    "npm:left-pad@1.3.0",
    "https://a.test:8080/x?email=joe@b.test",
    "author=joe&page=2&sort=key",
    "use Bearer authentication or a Bearer token",
    "the key: 12, the primary key: 13",
    "cron/*/5 * * * *@1764316800000",
    "12:30:00 tokens_used=12",
    "3 < 4 and --verbose",
    "eyJhbGciOiJIUzI1NiJ9",
    "019a7e3c-0000-7000-8000-000000000000",
  ])("leaves %j as it is", (text) => {
    expect(redact(text)).toBe(text);
  });

  it("hides any value under a credential's name, in a query, in JSON and in a header", () => {
    const value = fc
      .stringMatching(/^[\w.~+/-]{4,40}$/)
      .filter((text) => !/^(?:true|null|none|must|missing)/i.test(text));
    const name = fc.constantFrom("token", "api_key", "clientSecret", "PASSWORD", "session", "x-jwt");
    fc.assert(
      fc.property(name, value, (key, hush) => {
        const mark = `${hush}hush`;
        const texts = [
          `https://a.test/?a=1&${key}=${encodeURIComponent(mark)}&b=2`,
          JSON.stringify({ a: 1, [key]: mark }),
          JSON.stringify({ body: JSON.stringify({ [key]: mark }) }),
          `${key}: ${mark}`,
        ];
        for (const text of texts) expect(redact(text)).not.toContain("hush");
      }),
    );
  });

  it("reads a hostile text to its end", () => {
    const parts = [
      "a:",
      "token=",
      "://a:",
      "eyJ",
      "<a ",
      '"',
      "\\",
      "a@",
      "-----BEGIN A-----",
      "--a ",
      "a key ",
      "%3D",
      "Bearer ",
    ];
    for (const part of parts) expect(redact(part.repeat(20_000 / part.length))).toEqual(expect.any(String));
  });
});
