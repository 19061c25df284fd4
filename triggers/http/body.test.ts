import { describe, expect, it } from "vitest";
import type { BodyKind } from "./author.ts";
import { readBody } from "./body.ts";

type Kind = Exclude<BodyKind, "none">;

const JSON_TYPE = { "content-type": "application/json" };

function post(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  const init = { method: "POST", body, headers, ...(body instanceof ReadableStream && { duplex: "half" }) };
  return new Request<unknown, CfProperties>("http://localhost/", init);
}

/** Node adds a content type to a string body; bytes have none. */
const bytes = (text: string) => new TextEncoder().encode(text);
const read = (kind: Kind, request: Request, maxBytes?: number, withinMs = 60_000) =>
  readBody(request, kind, { maxBytes, withinMs });

function chunked(chunks: readonly string[]) {
  let pulled = 0;
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks[pulled++];
        if (chunk === undefined) controller.close();
        else controller.enqueue(bytes(chunk));
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, pulled: () => pulled, cancelled: () => cancelled };
}

describe("readBody", () => {
  it("reads JSON", async () => {
    for (const type of ["application/json", "application/json; charset=UTF-8", "application/vnd.api+json"]) {
      expect(await read("json", post('{"a":[1]}', { "content-type": type }))).toEqual({ ok: true, value: { a: [1] } });
    }
    expect(await read("json", post(bytes("[1]")))).toEqual({ ok: true, value: [1] });
    expect(await read("json", post("\ufeff1", JSON_TYPE))).toEqual({ ok: true, value: 1 });
  });

  it("answers 400 to what is not JSON", async () => {
    for (const bad of ['{"a":}', "{", "undefined", "NaN", "'a'", "\u0000", " "]) {
      expect(await read("json", post(bad, JSON_TYPE))).toMatchObject({ failure: { code: "HTTP101", status: 400 } });
    }
  });

  it("answers 400 to an empty body where JSON is due", async () => {
    expect(await read("json", post(null))).toMatchObject({ failure: { code: "HTTP101", message: /empty/ } });
    expect(await read("json", post("", JSON_TYPE))).toMatchObject({ failure: { status: 400 } });
  });

  it("reads bytes that are not UTF-8 as the replacement character, whether counted or not", async () => {
    const broken = new Uint8Array([0x22, 0xc3, 0x28, 0x22]);
    const announced = { ...JSON_TYPE, "content-length": "4" };
    for (const headers of [JSON_TYPE, announced]) {
      expect(await read("json", post(broken, headers))).toEqual({ ok: true, value: "\ufffd(" });
    }
  });

  it("answers 400 to nesting deeper than 64", async () => {
    const deep = (levels: number) => post("[".repeat(levels) + "]".repeat(levels), JSON_TYPE);
    expect(await read("json", deep(64))).toMatchObject({ ok: true });
    expect(await read("json", deep(65))).toMatchObject({ failure: { code: "HTTP106", status: 400 } });
    expect(await read("json", post("[".repeat(1_000_000), JSON_TYPE))).toMatchObject({ failure: { code: "HTTP106" } });
  });

  it("takes no harm from __proto__ keys", async () => {
    const body = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const result = await read("json", post(body, JSON_TYPE));
    expect(result).toMatchObject({ ok: true });
    expect({}).not.toHaveProperty("polluted");
    const form = await read(
      "form",
      post("__proto__=1&__proto__=2&toString=3", { "content-type": "application/x-www-form-urlencoded" }),
    );
    expect(form).toMatchObject({ ok: true });
    expect(Object.entries((form as { value: object }).value)).toEqual([
      ["__proto__", ["1", "2"]],
      ["toString", "3"],
    ]);
    expect({}).not.toHaveProperty("polluted");
  });

  it("answers 415 to another content type, charset or encoding", async () => {
    const refused: [Kind, Record<string, string>][] = [
      ["json", { "content-type": "text/plain" }],
      ["json", { "content-type": "application/jsonx" }],
      ["json", { "content-type": "application/json; charset=iso-8859-1" }],
      ["json", { ...JSON_TYPE, "content-encoding": "gzip" }],
      ["text", { "content-type": "image/png" }],
      ["text", { "content-type": "text/plain; charset=utf-16" }],
      ["form", JSON_TYPE],
      ["form", {}],
    ];
    for (const [kind, headers] of refused) {
      const result = await read(kind, post(bytes("1"), headers));
      expect(result, JSON.stringify([kind, headers])).toMatchObject({ failure: { code: "HTTP103", status: 415 } });
    }
    expect(await read("json", post("1"))).toMatchObject({
      failure: { details: { expected: ["application/json", "application/*+json"] } },
    });
  });

  it("reads text, bytes and forms", async () => {
    expect(await read("text", post("grüße"))).toEqual({ ok: true, value: "grüße" });
    expect(await read("text", post(null))).toEqual({ ok: true, value: "" });
    expect(await read("bytes", post("ab", { "content-type": "image/png", "content-encoding": "gzip" }))).toEqual({
      ok: true,
      value: bytes("ab"),
    });
    const fields = new FormData();
    fields.append("name", "ann");
    fields.append("tag", "a");
    fields.append("tag", "b");
    fields.append("file", new Blob(["hi"], { type: "text/plain" }), "a.txt");
    expect(await read("form", post(fields))).toEqual({
      ok: true,
      value: { name: "ann", tag: ["a", "b"], file: { name: "a.txt", type: "text/plain", bytes: bytes("hi") } },
    });
    const broken = post("--x", { "content-type": "multipart/form-data; boundary=y" });
    expect(await read("form", broken)).toMatchObject({ failure: { code: "HTTP101", message: /form/ } });
  });

  it("reads a form of many repeated fields in as many steps, of either content type", async () => {
    const urlencoded = { "content-type": "application/x-www-form-urlencoded" };
    const form = await read("form", post("a&".repeat(300_000), urlencoded));
    expect(form).toMatchObject({ ok: true, value: { a: { length: 300_000 } } });
    const part = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nx\r\n';
    const multipart = { "content-type": "multipart/form-data; boundary=b" };
    const parts = await read("form", post(`${part.repeat(10_000)}--b--\r\n`, multipart));
    expect(parts).toMatchObject({ ok: true, value: { a: { length: 10_000 } } });
  });

  it("answers 413 to an announced length above the limit, without reading", async () => {
    const { stream, pulled } = chunked(["a"]);
    const request = post(stream, { "content-length": "1048577" });
    expect(await read("bytes", request)).toMatchObject({
      failure: { code: "HTTP102", details: { max_bytes: 1_048_576 } },
    });
    expect(pulled()).toBe(0);
  });

  it("stops reading a body of unknown length at the limit", async () => {
    const { stream, pulled, cancelled } = chunked(["12345", "67890", "1", "2", "3"]);
    expect(await read("bytes", post(stream), 10)).toMatchObject({ failure: { code: "HTTP102", status: 413 } });
    expect(pulled()).toBe(3);
    expect(cancelled()).toBe(true);
    expect(await read("text", post(chunked(["12345", "67890"]).stream), 10)).toEqual({ ok: true, value: "1234567890" });
  });

  it("does not trust a length that was announced too small", async () => {
    expect(await read("text", post("12345", { "content-length": "1" }), 4)).toMatchObject({ failure: { status: 413 } });
    expect(await read("bytes", post("12345", { "content-length": "1" }), 4)).toMatchObject({
      failure: { status: 413 },
    });
  });

  it("answers 408 to a body that does not arrive in time, announced or not", async () => {
    const kinds = [
      ["json", JSON_TYPE],
      ["text", {}],
      ["bytes", {}],
      ["form", { "content-type": "application/x-www-form-urlencoded" }],
    ] as const;
    for (const [kind, type] of kinds) {
      for (const length of [{}, { "content-length": "10" }]) {
        const started = new ReadableStream({ start: (controller) => controller.enqueue(bytes("[1,")) });
        expect(await read(kind, post(started, { ...type, ...length }), undefined, 5)).toMatchObject({
          failure: {
            code: "HTTP108",
            status: 408,
            retry: "transient",
            message: "the body did not arrive within 5 ms",
            details: { timeout_ms: 5 },
          },
        });
      }
    }
  });

  it("says so when the body breaks off", async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error("gone")) });
    expect(await read("json", post(broken))).toMatchObject({ failure: { code: "RUN060" } });
  });

  it("hands a stream on unread, and cuts it off at its limit", async () => {
    const whole = await read("stream", post(chunked(["ab", "cd"]).stream));
    expect(await new Response((whole as { value: ReadableStream }).value).text()).toBe("abcd");
    const capped = await read("stream", post(chunked(["ab", "cd"]).stream), 3);
    await expect(new Response((capped as { value: ReadableStream }).value).text()).rejects.toMatchObject({
      failure: { code: "HTTP102" },
    });
    const none = await read("stream", post(null));
    expect(await new Response((none as { value: ReadableStream }).value).text()).toBe("");
    expect(await read("stream", post("abc", { "content-length": "9" }), 3)).toMatchObject({
      failure: { code: "HTTP102" },
    });
  });
});
