import { describe, expect, it } from "vitest";
import { failure } from "../kernel/errors/failure.ts";
import type { Outcome } from "../kernel/outcome.ts";
import { birth, mount, streamingOutcome } from "../testing/trigger-events.ts";
import { http } from "./http/author.ts";
import { rpcTrigger } from "./rpc.ts";

const mounted = mount(http.get("/a"));
const call = { flow: "demo", payload: { a: 1 }, labels: { "shop.id": "s1", "flow.run_id": "forged" } };
const close = (outcome: Outcome) => rpcTrigger.close(outcome, call, mounted, birth);

describe("rpcTrigger", () => {
  it("makes an invocation of a call, whose labels cannot forge the gateway's", async () => {
    expect(await rpcTrigger.open(call, mounted, birth)).toMatchObject({
      ok: true,
      value: {
        payload: { a: 1 },
        metadata: {
          labels: { "flow.run_id": birth.runId, "flow.source": "rpc", "flow.event_id": birth.runId, "shop.id": "s1" },
        },
      },
    });
  });

  it("answers a value or a stream", () => {
    expect(close({ kind: "completed", value: 7, stats: { stepsRun: 1, retries: 0 } })).toEqual({ ok: true, value: 7 });
    expect(close({ kind: "duplicate", stored: 7 })).toEqual({ ok: true, value: 7 });
    const { outcome } = streamingOutcome((async function* () {})());
    expect(close(outcome)).toEqual({ ok: true, stream: outcome.stream });
    expect(close({ kind: "deferred", statusUrl: "/x" })).toEqual({
      ok: true,
      value: { status_url: "/x", run_id: birth.runId },
    });
  });

  it("answers every other end with the error on the wire", () => {
    const found = failure("TIME015", undefined, { cause: "secret" });
    const error = { error: "the deadline passed", code: "TIME015", details: { retryable: true }, run_id: birth.runId };
    for (const outcome of [
      { kind: "failed", failure: found },
      { kind: "retry", failure: found },
      { kind: "cancelled", by: "guard", failure: found },
    ] as const) {
      expect(close(outcome)).toEqual({ ok: false, error });
    }
  });
});
