import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FlowError, failure } from "../../kernel/errors/failure.ts";
import { streamingOutcome } from "../../testing/trigger-events.ts";
import { jsonStream } from "./json-stream.ts";

const sse = { form: "sse", runId: "run-1" } as const;
const ndjson = { form: "ndjson", runId: "run-1" } as const;
const BEAT = ": still here\n\n";

function reading(body: ReadableStream<Uint8Array>) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  return async () => (await reader.read()).value;
}

async function* failing(error: unknown, ...items: unknown[]) {
  yield* items;
  throw error;
}

const text = (body: ReadableStream) => new Response(body).text();

describe("jsonStream", () => {
  it("tells of a failure as its last event, also before the first item", async () => {
    const known = FlowError.of(failure("RATE101", undefined, { details: { node: "a" } }));
    const { outcome, closed } = streamingOutcome(failing(known, 1));
    expect(await text(jsonStream(outcome, sse))).toBe(
      'id: 1\ndata: 1\n\nevent: error\ndata: {"error":"too many requests","code":"RATE101",' +
        '"details":{"node":"a","retryable":true},"run_id":"run-1"}\n\n',
    );
    expect(closed).toMatchObject([{ code: "RATE101" }]);
    expect(await text(jsonStream(streamingOutcome(failing(known)).outcome, sse))).toMatch(/^event: error\n/);
    expect(JSON.parse(await text(jsonStream(streamingOutcome(failing(known)).outcome, ndjson)))).toMatchObject({
      code: "RATE101",
    });
  });

  it("shows nothing of an unknown error", async () => {
    for (const thrown of [new Error("secret"), "secret", undefined]) {
      const { outcome } = streamingOutcome(failing(thrown));
      const sent = await text(jsonStream(outcome, sse));
      expect(sent).toContain('"code":"RUN010"');
      expect(sent).not.toContain("secret");
    }
  });

  it("ends with a failure at an item that does not stringify", async () => {
    const { outcome, closed } = streamingOutcome(failing("unreached", 1, 2n, 3));
    expect(await text(jsonStream(outcome, ndjson))).toMatch(/^1\n\{"error".*\}\n$/);
    expect(closed).toMatchObject([{ code: "RUN010" }]);
  });

  it("asks for an item only when the reader takes one", async () => {
    let made = 0;
    const { outcome } = streamingOutcome(
      (async function* () {
        for (;;) yield ++made;
      })(),
    );
    const reader = jsonStream(outcome, ndjson).getReader();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(made).toBe(0);
    await reader.read();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(made).toBe(2);
    await reader.cancel();
  });

  it("ends the run when the reader leaves, also while it waits for an item", async () => {
    const idle = streamingOutcome({
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }),
    });
    const reader = jsonStream(idle.outcome, sse).getReader();
    const read = reader.read();
    await reader.cancel();
    expect(idle.closed).toEqual(["left"]);
    expect(await read).toMatchObject({ done: true });
  });
});

describe("heartbeat", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function* every(...waitsMs: number[]) {
    for (const [index, waitMs] of waitsMs.entries()) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      yield index;
    }
  }

  it("comes after every 15 s without an item", async () => {
    const next = reading(jsonStream(streamingOutcome(every(10_000, 40_000)).outcome, sse));
    const all = [next(), next(), next(), next(), next()];
    await vi.advanceTimersByTimeAsync(24_999);
    const first = await Promise.all(all.slice(0, 1));
    expect(first).toEqual(["id: 1\ndata: 0\n\n"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await all[1]).toBe(BEAT);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await all[2]).toBe(BEAT);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await all[3]).toBe("id: 2\ndata: 1\n\n");
    expect(await all[4]).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not come among items that follow each other closer", async () => {
    const next = reading(jsonStream(streamingOutcome(every(14_000, 14_000, 14_000)).outcome, sse));
    const all = Promise.all([next(), next(), next(), next()]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await all).toEqual(["id: 1\ndata: 0\n\n", "id: 2\ndata: 1\n\n", "id: 3\ndata: 2\n\n", undefined]);
  });

  it("keeps an item that came while nobody read", async () => {
    const reader = jsonStream(streamingOutcome(every(16_000, 0)).outcome, sse).getReader();
    const decode = async () => new TextDecoder().decode((await reader.read()).value);
    const beat = decode();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await beat).toBe(BEAT);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await decode()).toBe("id: 1\ndata: 0\n\n");
    await reader.cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is not sent as NDJSON, which has no comments", async () => {
    const next = reading(jsonStream(streamingOutcome(every(40_000)).outcome, ndjson));
    const first = next();
    await vi.advanceTimersByTimeAsync(40_000);
    expect(await first).toBe("0\n");
  });
});
