import { describe, expect, it } from "vitest";
import { REDACTED, redactFields } from "./redact.ts";

describe("redactFields", () => {
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

  it("hides a bearer token inside a text", () => {
    const err = new Error("401 for Authorization: Bearer abcdefghijkl.mnop");
    expect(JSON.stringify(redactFields({ err }))).not.toContain("abcdefghijkl");
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
