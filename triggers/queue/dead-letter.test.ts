import { describe, expect, it } from "vitest";
import { failure } from "../../kernel/errors/failure.ts";
import { mount } from "../../testing/trigger-events.ts";
import { queue } from "./author.ts";
import { deadLetterRecord } from "./dead-letter.ts";

function record(body: unknown) {
  return deadLetterRecord({
    message: { id: "m1", timestamp: new Date("2026-11-24T12:00:00Z"), body, attempts: 4 },
    mounted: mount(queue("orders")),
    failure: failure("RUN010", undefined, { details: { node: "save" }, cause: new Error("secret") }),
    runId: "run-1",
    nowMs: Date.UTC(2026, 10, 24, 12, 5),
  });
}

describe("deadLetterRecord", () => {
  it("says what ended, why, and how often it was tried, with the message", () => {
    expect(record({ id: 7 })).toEqual({
      v: 1,
      flow: "demo",
      version: "1.0.0",
      trigger: "queue",
      queue: "orders",
      message_id: "m1",
      event_id: "queue/orders/m1",
      code: "RUN010",
      class: "unknown",
      error: "a step failed",
      details: { node: "save" },
      node: "save",
      attempts: 4,
      first_at: "2026-11-24T12:00:00.000Z",
      last_at: "2026-11-24T12:05:00.000Z",
      run_id: "run-1",
      traceparent: null,
      body_kind: "json",
      body: { id: 7 },
    });
  });

  it("keeps text and bytes as they were", () => {
    expect(record("hi")).toMatchObject({ body_kind: "text", body: "hi" });
    expect(record(new Uint8Array([104, 105]))).toMatchObject({ body_kind: "bytes", body: "aGk=" });
    expect(record(new Uint8Array([104, 105]).buffer)).toMatchObject({ body_kind: "bytes", body: "aGk=" });
  });

  it("leaves out a body that would not fit into a message, or is not JSON", () => {
    for (const body of ["x".repeat(128_000), new Uint8Array(100_000), "\u0001".repeat(22_000), new Map(), undefined]) {
      const found = record(body);
      expect(found).toMatchObject({ body_kind: "omitted", code: "RUN010" });
      expect(found).not.toHaveProperty("body");
    }
    expect(JSON.stringify(record("x".repeat(127_000))).length).toBeLessThan(127_900);
  });

  it("holds no inner error", () => {
    expect(JSON.stringify(record(1))).not.toContain("secret");
  });
});
