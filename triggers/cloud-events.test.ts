import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Invocation } from "../kernel/invocation.ts";
import { type CloudEvent, fromCloudEvent, toCloudEvent } from "./cloud-events.ts";

const labels = {
  "flow.run_id": "r1",
  "flow.id": "i1",
  "flow.version": "1.0.0",
  "flow.trigger": "http",
  "flow.capture": "end",
  "flow.source": "http",
  "flow.event_id": "e1",
  "flow.attempt": "1",
  "http.path": "/a",
};
const invocation = (payload?: unknown): Invocation => ({
  flow: "demo",
  trigger: "http",
  capture: "end",
  payload,
  deadlineAtMs: 1_700_000_000_000,
  metadata: { labels, extensions: {} },
});

function eventOf(from: Invocation): CloudEvent {
  const made = toCloudEvent(from);
  if (!made.ok) throw new Error(made.failure.message);
  return made.value;
}

/** What an event looks like after it travelled. */
const travelled = (event: CloudEvent): unknown => JSON.parse(JSON.stringify(event));

/** Control characters, noncharacters and lone surrogates, as the specification lists them. */
const FORBIDDEN = /[\p{Control}\p{Noncharacter_Code_Point}\p{Surrogate}]/u;

describe("toCloudEvent", () => {
  it("makes an event whose id is the invocation's event", () => {
    expect(eventOf(invocation({ a: 1 }))).toEqual({
      specversion: "1.0",
      id: "e1",
      source: "/demo/http",
      type: "flow.flowgate.invocation",
      datacontenttype: "application/json",
      data: { a: 1 },
      flowname: "demo",
      flowtrigger: "http",
      flowcapture: "end",
      flowdeadline: "1700000000000",
      flowlabels: expect.stringContaining('"http.path":"/a"'),
      flowextensions: "{}",
    });
  });

  it("names attributes as the specification demands", () => {
    const trace = { ...labels, "flow.traceparent": "00-x" };
    const event = eventOf({ ...invocation(1), metadata: { labels: trace, extensions: {} } });
    expect(event.traceparent).toBe("00-x");
    for (const name of Object.keys(event)) expect(name).toMatch(/^[a-z][a-z0-9]{0,19}$/);
  });

  it("tells JSON, text, bytes and nothing apart", () => {
    expect(eventOf(invocation("hi"))).toMatchObject({ datacontenttype: "text/plain; charset=utf-8", data: "hi" });
    expect(eventOf(invocation(new Uint8Array([104, 105])))).toMatchObject({
      datacontenttype: "application/octet-stream",
      data_base64: "aGk=",
    });
    const none = eventOf(invocation());
    expect([none.datacontenttype, "data" in none, "data_base64" in none]).toEqual([undefined, false, false]);
    expect(eventOf(invocation(null))).toMatchObject({ data: null });
  });

  it("refuses a stream, and what is not JSON", () => {
    for (const payload of [new ReadableStream(), new Map(), { a: 1n }, Number.NaN]) {
      expect(toCloudEvent(invocation(payload))).toMatchObject({ ok: false, failure: { code: "RUN011" } });
    }
  });
});

describe("fromCloudEvent", () => {
  it("takes back what it made, whatever it holds, through JSON", () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.string({ unit: "binary", maxLength: 1 }),
        fc.constantFrom("\u0000", "\u0085", "\ud800", "\ufffe", "\\", "\\u0041"),
      ),
    });
    const name = text.filter((value) => value !== "");
    // JSON has no -0, at any depth.
    const json = fc
      .jsonValue()
      .map((value) => JSON.stringify(value))
      .filter((written) => !written.includes("__proto__"))
      .map((written) => JSON.parse(written));
    const payload = fc.oneof(json, text, fc.uint8Array(), fc.constant(undefined));
    const anyLabels = fc.record(
      {
        ...Object.fromEntries(Object.keys(labels).map((key) => [key, name])),
        "flow.attempt": fc.integer({ min: 1 }).map(String),
        "flow.traceparent": name,
        "flow.idempotency_key": name,
        "http.header.x-a": text,
        __proto__: text,
      },
      { requiredKeys: Object.keys(labels) as never[] },
    );
    const extensions = fc.dictionary(
      text.filter((key) => !["__proto__", "prototype", "constructor"].includes(key)),
      json,
    );
    const metadata = fc.record({ labels: anyLabels, extensions });
    const envelope = fc.record({ flow: name, trigger: name, capture: name, deadlineAtMs: fc.maxSafeNat(), metadata });
    fc.assert(
      fc.property(envelope, payload, (bare, carried) => {
        const original: Invocation = {
          ...JSON.parse(JSON.stringify(bare)),
          ...(carried !== undefined && { payload: carried }),
        };
        const event = eventOf(original);
        const { data: _, data_base64: __, ...attributes } = event;
        for (const value of Object.values(attributes)) expect(value).not.toMatch(FORBIDDEN);
        const back = fromCloudEvent(travelled(event));
        expect(back).toEqual({ ok: true, value: original });
      }),
    );
  });

  it("leaves out extensions whose name stands for something else in an object", () => {
    const { metadata, ...bare } = invocation(1);
    const named = { ...metadata, extensions: { kept: 1, prototype: 2, constructor: 3 } };
    const back = fromCloudEvent(travelled(eventOf({ ...bare, metadata: named } as unknown as Invocation)));
    expect(back.ok && back.value.metadata.extensions).toEqual({ kept: 1 });
  });

  it("takes back bytes of any length", () => {
    const bytes = Uint8Array.from({ length: 70_001 }, (_, index) => index % 251);
    const back = fromCloudEvent(travelled(eventOf(invocation(bytes))));
    expect(back.ok && Buffer.compare(back.value.payload as Uint8Array, bytes)).toBe(0);
  });

  it("ignores what others add, and takes null for nothing", () => {
    const event = {
      ...eventOf(invocation(1)),
      comexampleother: "x",
      traceparent: null,
      data_base64: null,
      time: "now",
    };
    expect(fromCloudEvent(event)).toEqual({ ok: true, value: invocation(1) });
  });

  it("refuses any other event, with the place that is wrong", () => {
    const event = eventOf(invocation(1));
    for (const broken of [
      null,
      [],
      {},
      { ...event, specversion: "0.3" },
      { ...event, type: "com.example" },
      { ...event, flowdeadline: "soon" },
      { ...event, flowlabels: "{" },
      { ...event, flowlabels: "[]" },
      { ...event, flowlabels: "{}" },
      { ...event, data: undefined, data_base64: "%" },
      { ...event, data_base64: "aGk=" },
    ]) {
      expect(fromCloudEvent(broken)).toMatchObject({ ok: false, failure: { code: "MSG101" } });
    }
    expect(fromCloudEvent({ ...event, flowname: "" })).toMatchObject({ failure: { message: /flow / } });
  });
});
