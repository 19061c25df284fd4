import { describe, expect, it } from "vitest";
import { Redactor } from "./redact.ts";
import { REDACTED } from "./redact-text.ts";

const redactFields = (fields: Record<string, unknown>) => new Redactor().fields(fields);

describe("Redactor", () => {
  it("hides at any depth what stands under the name of a credential", () => {
    const line = { a: [{ secretKey: "hush", passwords: ["hush"], pwd: "hush" }], jwt: "hush", session: { id: "hush" } };
    expect(redactFields(line)).toEqual({
      a: [{ secretKey: REDACTED, passwords: REDACTED, pwd: REDACTED }],
      jwt: REDACTED,
      session: REDACTED,
    });
  });

  it.each(["run_id", "idempotency_key", "code", "flow", "tokens_used", "author", "passenger"])("shows %s", (key) => {
    expect(redactFields({ [key]: "seen" })).toEqual({ [key]: "seen" });
  });

  it("shows only headers of the list", () => {
    const headers = { "content-type": "text/plain", "x-custom": "hush", authorization: "hush" };
    const shown = { "content-type": "text/plain", "x-custom": REDACTED, authorization: REDACTED };
    expect(redactFields({ request: { headers } })).toEqual({ request: { headers: shown } });
    expect(redactFields({ sent: new Headers(headers) })).toEqual({ sent: shown });
  });

  it("shows only headers of the list, in whatever form headers come", () => {
    const pairs = [
      ["Content-Type", "text/plain"],
      ["Idempotency-Key", "hush"],
      ["X-Custom", "hush"],
    ] as const;
    const shown = { "Content-Type": "text/plain", "Idempotency-Key": REDACTED, "X-Custom": REDACTED };
    const line = { headers: pairs, requestHeaders: new Map(pairs), rawHeaders: pairs.flat() };
    expect(redactFields(line)).toEqual({ headers: shown, requestHeaders: shown, rawHeaders: shown });
    const request = new Request("https://a.test/x?token=hush", { headers: { authorization: "hush" } });
    expect(redactFields({ request })).toEqual({
      request: { method: "GET", url: `https://a.test/x?token=${REDACTED}`, headers: { authorization: REDACTED } },
    });
  });

  it("hides a credential in maps, sets, forms, pairs and fields in two", () => {
    const line = {
      map: new Map<unknown, unknown>([
        ["token", "hush"],
        ["id", 1],
      ]),
      set: new Set(["?token=hush"]),
      form: new URLSearchParams("password=hush&a=1"),
      entries: Object.entries({ apiKey: "hush", id: 1 }),
      fields: [
        { name: "pwd", value: "hush" },
        { name: "size", value: 3 },
      ],
      url: new URL("https://u:hush@a.test/?jwt=hush"),
      own: { toJSON: () => ({ secret: "hush", id: 1 }) },
      "https://u:hush@a.test/": 1,
      names: ["API_TOKEN", "OTHER_TOKEN"],
    };
    expect(redactFields(line)).toEqual({
      map: [
        ["token", REDACTED],
        ["id", 1],
      ],
      set: [`?token=${REDACTED}`],
      form: [
        ["password", REDACTED],
        ["a", "1"],
      ],
      entries: [
        ["apiKey", REDACTED],
        ["id", 1],
      ],
      fields: [
        { name: "pwd", value: REDACTED },
        { name: "size", value: 3 },
      ],
      url: `https://${REDACTED}@a.test/?jwt=${REDACTED}`,
      own: { secret: REDACTED, id: 1 },
      [`https://${REDACTED}@a.test/`]: 1,
      names: ["API_TOKEN", "OTHER_TOKEN"],
    });
  });

  it("hides a credential in the text of an error, of its causes and of its fields", () => {
    const cause = new Error("connect postgres://u:hush@db/x");
    const err = Object.assign(new Error("401 for Authorization: Bearer hush", { cause }), {
      config: { auth: { user: "a", pass: "hush" }, url: "https://a.test/?token=hush" },
    });
    expect(JSON.stringify(redactFields({ err }))).not.toContain("hush");
  });

  it("cuts no credential in half that a text shows at its cut", () => {
    const text = `${"x".repeat(8_190)} password=${"hush".repeat(500)}`;
    expect(JSON.stringify(redactFields({ text }))).not.toContain("hush");
  });

  it("hides what stands under the names that it was given besides", () => {
    const line = { taxId: "12", nested: [{ customer_iban: "DE12" }], text: "iban=DE12&id=1", password: "hush" };
    expect(new Redactor(["iban", "tax id"]).fields(line)).toEqual({
      taxId: REDACTED,
      nested: [{ customer_iban: REDACTED }],
      text: `iban=${REDACTED}&id=1`,
      password: REDACTED,
    });
  });

  it("leaves a line alone that has nothing to hide", () => {
    const line = { run_id: "run-1", duration_ms: 12, place: "POST /orders/:id/and/more" };
    expect(redactFields(line)).toBe(line);
    expect(redactFields({ ...line, token: "hush" })).toEqual({ ...line, token: REDACTED });
  });

  it("keeps an error's own fields and the errors of an aggregate", () => {
    const error = Object.assign(new AggregateError([new Error("a")], "all"), { code: "E1", token: "hush" });
    expect(redactFields({ error })).toMatchObject({
      error: { message: "all", code: "E1", token: REDACTED, errors: [{ message: "a" }] },
    });
  });

  it("cuts cyclic causes, depth, length and text, visibly", () => {
    const error = new Error("loop");
    error.cause = error;
    let deep: unknown = "bottom";
    for (let i = 0; i < 50; i++) deep = { deep };
    const line = redactFields({ error, deep, long: Array(100).fill(0), text: "x".repeat(10_000) });
    expect(line).toMatchObject({ error: { cause: "[circular]" } });
    expect(JSON.stringify(line)).toContain("[deeper]");
    expect(JSON.stringify(line)).toContain("[36 more]");
    expect(JSON.stringify(line)).toContain("… (10000 characters)");
  });

  it("reads around a getter that throws and an invalid date", () => {
    const odd = {
      get broken(): string {
        throw new Error("no");
      },
      when: new Date(Number.NaN),
      bytes: new Uint8Array(3),
    };
    expect(redactFields({ odd })).toEqual({
      odd: { broken: "[unreadable]", when: "[invalid date]", bytes: "[3 bytes]" },
    });
  });
});
