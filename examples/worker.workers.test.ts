import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { BoundReply } from "../gateway/objects/rpc-stream.ts";
import type { RpcCall } from "../triggers/rpc.ts";

/** A stub's type is computed from its class, and gives up at what a flow may return. */
const rpc = exports.FlowgateRpc as unknown as { invoke(call: RpcCall): Promise<BoundReply> };

describe("FlowgateRpc", () => {
  it("runs a flow by name for a service binding", async () => {
    expect(await rpc.invoke({ flow: "echo", payload: { value: " Hi " } })).toEqual({
      ok: true,
      value: { value: "hi" },
    });
    expect(await rpc.invoke({ flow: "echo", payload: 1 })).toMatchObject({ ok: false, error: { code: "SCHEMA101" } });
    expect(await rpc.invoke({ flow: "nobody" })).toMatchObject({ ok: false, error: { code: "MSG102" } });
  });

  it("carries a stream as lines of JSON", async () => {
    const reply = await rpc.invoke({ flow: "workers_echo_stream", payload: { name: "ada", count: 2, interval_ms: 0 } });
    if (!(reply.ok && "stream" in reply)) throw new Error("no stream");
    const text = await new Response(reply.stream).text();
    expect(text).toBe('{"hello":"ada","n":1}\n{"hello":"ada","n":2}\n');
  });
});
