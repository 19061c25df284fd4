import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { InvocationSchema } from "../../kernel/invocation.ts";
import { birth, mount } from "../../testing/trigger-events.ts";
import { type QueueTrigger, queue } from "./author.ts";
import { openMessage, type RawMessage } from "./open.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const message = (body: unknown, attempts = 1): RawMessage => ({
  id: "m1",
  timestamp: new Date("2026-11-24T12:00:00Z"),
  body,
  attempts,
});

const payload = (body: unknown, spec: QueueTrigger = queue("orders")) => {
  const opened = openMessage(message(body), mount(spec), birth);
  return opened.ok ? { payload: opened.value.payload } : { code: opened.failure.code, retry: opened.failure.retry };
};

const UNREADABLE = { code: "MSG101", retry: "permanent" };

describe("openMessage", () => {
  it("takes JSON as it came, and parses what was sent as text or bytes", () => {
    for (const body of [{ a: 1 }, [1], 1, null, false, "plain"]) expect(payload(body)).toEqual({ payload: body });
    expect(payload(' {"a":1}')).toEqual({ payload: { a: 1 } });
    expect(payload("[1]")).toEqual({ payload: [1] });
    expect(payload(bytes('{"a":1}'))).toEqual({ payload: { a: 1 } });
    expect(payload(bytes('[{"a":1}]').buffer)).toEqual({ payload: [{ a: 1 }] });
    for (const sent of ['\ufeff{"a":1}', bytes('\ufeff{"a":1}')]) expect(payload(sent)).toEqual({ payload: { a: 1 } });
  });

  it.each(["[error] disk full", "{", "[1", "{id: 1}", "42", "true", '"quoted"', "", "plain"])(
    "takes what is neither an object nor an array for text, as text and as bytes: %j",
    (text) => {
      for (const sent of [text, bytes(text), bytes(text).buffer]) expect(payload(sent)).toEqual({ payload: text });
    },
  );

  it("takes the value of what its sender said is JSON", () => {
    for (const value of [42, true, null, { a: 1 }]) expect(payload(value)).toEqual({ payload: value });
  });

  it("cannot read what does not parse, and never will", () => {
    const deep = "[".repeat(65) + "]".repeat(65);
    for (const body of [new Uint8Array([0xc3, 0x28]), deep, undefined]) {
      expect(payload(body)).toEqual(UNREADABLE);
    }
  });

  it("takes no harm from __proto__ keys", () => {
    expect(payload('{"__proto__":{"polluted":1}}')).toHaveProperty("payload");
    expect({}).not.toHaveProperty("polluted");
  });

  it("takes text and bytes in either form", () => {
    const text = queue("orders", { body: "text" });
    expect(payload("hi", text)).toEqual({ payload: "hi" });
    expect(payload(bytes("hi"), text)).toEqual({ payload: "hi" });
    expect(payload({ a: 1 }, text)).toEqual(UNREADABLE);
    expect(payload(new Uint8Array([0xff]), text)).toEqual(UNREADABLE);
    const binary = queue("orders", { body: "bytes" });
    expect(payload("hi", binary)).toEqual({ payload: bytes("hi") });
    expect(payload(bytes("hi").buffer, binary)).toEqual({ payload: bytes("hi") });
    expect(payload(7, binary)).toEqual(UNREADABLE);
  });

  it("fills the envelope, which fits its schema", () => {
    const opened = openMessage(message({ a: 1 }, 3), mount(queue("orders")), birth);
    const invocation = opened.ok ? opened.value : undefined;
    expect(invocation).toMatchObject({
      flow: "demo",
      trigger: "queue",
      capture: "end",
      payload: { a: 1 },
      deadlineAtMs: birth.deadlineAtMs,
      metadata: {
        labels: {
          "flow.run_id": birth.runId,
          "flow.source": "queue",
          "flow.event_id": "queue/orders/m1",
          "flow.attempt": "3",
          "queue.name": "orders",
          "queue.message_id": "m1",
          "queue.timestamp": "2026-11-24T12:00:00.000Z",
          "queue.attempts": "3",
        },
      },
    });
    expect(v.is(InvocationSchema, invocation)).toBe(true);
  });

  it("takes a body for data, also one that looks like an invocation of its own flow", () => {
    const opened = openMessage(message({ a: 1 }), mount(queue("orders")), birth);
    const looksLikeOne = opened.ok
      ? {
          ...opened.value,
          metadata: { labels: { ...opened.value.metadata.labels, "flow.event_id": "chosen" } },
        }
      : undefined;
    const again = openMessage(message(looksLikeOne), mount(queue("orders")), birth);
    expect(again).toMatchObject({
      value: {
        payload: looksLikeOne,
        metadata: { labels: { "flow.event_id": "queue/orders/m1", "flow.run_id": birth.runId }, extensions: {} },
      },
    });
  });
});
