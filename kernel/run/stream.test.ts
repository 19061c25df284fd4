import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import { FakeClock, settle } from "../../kit/fake-clock.ts";
import { runFlow } from "../../testing/kernel-run.ts";
import { flow } from "../author/flow.ts";
import { node } from "../author/node.ts";
import { Reply } from "../author/reply.ts";
import type { TriggerSpec } from "../author/trigger.ts";
import { failure } from "../errors/failure.ts";
import type { Outcome, Streaming } from "../outcome.ts";

const http: TriggerSpec = { kind: "http", wiring: { kind: "http" } };
const start = () => flow("f", "1.0.0").on(http);

function counting(items: readonly unknown[], ended: () => void = () => undefined) {
  return node({
    output: v.number(),
    stream: "json",
    run: async function* () {
      try {
        for (const item of items) yield item as number;
      } finally {
        ended();
      }
    },
  });
}

const streamed = (unit: ReturnType<typeof counting>) => start().node("s", unit).respond("s");

function streaming(outcome: Outcome): Streaming {
  if (outcome.kind !== "streaming") throw new Error(`expected a stream, not ${JSON.stringify(outcome)}`);
  return outcome;
}

async function read(outcome: Streaming): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of outcome.stream) items.push(item);
  return items;
}

describe("run, of a flow that streams", () => {
  it("hands out the items and then says that it is complete", async () => {
    const outcome = streaming(await runFlow(streamed(counting([1, 2, 3])), 0));
    expect(await read(outcome)).toEqual([1, 2, 3]);
    expect(await outcome.finished).toMatchObject({ kind: "completed", items: 3 });
  });

  it("keeps a reply's annotations beside its stream", async () => {
    const said = node({ stream: "bytes", run: () => new Reply(bytes(), { http: { status: 203 } }) });
    const outcome = streaming(await runFlow(start().node("s", said).respond("s"), 0));
    expect(outcome).toMatchObject({ format: "bytes", annotations: { http: { status: 203 } } });
  });

  it.each([
    ["does not fit the schema", "x", "SCHEMA102"],
    ["is not JSON", Number.POSITIVE_INFINITY, "RUN011"],
  ])("throws at an item that %s", async (_, item, code) => {
    const ended = vi.fn();
    const outcome = streaming(await runFlow(streamed(counting([1, item, 3], ended)), 0));
    await expect(read(outcome)).rejects.toMatchObject({ failure: { code } });
    expect(await outcome.finished).toMatchObject({ kind: "failed", failure: { code }, items: 1 });
    await settle();
    expect(ended).toHaveBeenCalledOnce();
  });

  it("tells the operator which item is not JSON, where, and what stands there", async () => {
    const loose = node({
      stream: "json",
      run: async function* (): AsyncGenerator<object> {
        yield { n: 1 };
        yield { n: new Map() };
      },
    });
    const outcome = streaming(await runFlow(start().node("s", loose).respond("s"), 0));
    const cause = { message: "item 2 of the stream of s, at /n: a Map is not JSON" };
    await expect(read(outcome)).rejects.toMatchObject({ failure: { code: "RUN011", cause } });
  });

  it("throws RUN010 without the inner text when the source fails", async () => {
    const bad = node({
      stream: "json",
      run: async function* () {
        yield 1;
        throw new Error("secret");
      },
    });
    const outcome = streaming(await runFlow(start().node("s", bad).respond("s"), 0));
    await expect(read(outcome)).rejects.toMatchObject({ message: "a step failed", failure: { code: "RUN010" } });
    expect(await outcome.finished).toMatchObject({ kind: "failed" });
  });

  it("tells the source when the reader leaves", async () => {
    const ended = vi.fn();
    const outcome = streaming(await runFlow(streamed(counting([1, 2, 3], ended)), 0));
    for await (const item of outcome.stream) {
      expect(item).toBe(1);
      break;
    }
    expect(await outcome.finished).toMatchObject({ kind: "cancelled", by: "caller", items: 1 });
    await settle();
    expect(ended).toHaveBeenCalledOnce();
  });

  it("ends at the guard although an item is awaited", async () => {
    const clock = new FakeClock();
    const stuck = node({
      stream: "json",
      run: async function* () {
        yield 1;
        await new Promise(() => undefined);
      },
    });
    const outcome = streaming(await runFlow(start().node("s", stuck).respond("s"), 0, { clock, timeoutMs: 50 }));
    const iterator = outcome.stream[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    const waiting = iterator.next();
    const refused = expect(waiting).rejects.toMatchObject({ failure: { code: "TIME015" } });
    await clock.advance(50);
    await refused;
    expect(await outcome.finished).toMatchObject({ kind: "cancelled", by: "guard", items: 1 });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("fails the stream when a sibling fails", async () => {
    let fail: (error: Error) => void = () => undefined;
    const sibling = node({ run: () => new Promise((_, reject) => (fail = reject)) });
    const open = node({
      stream: "json",
      run: async function* () {
        await new Promise(() => undefined);
        yield 1;
      },
    });
    const two = start()
      .node("in", node({ run: () => 1 }))
      .node("other", sibling, { after: "in" })
      .node("s", open, { after: "in" })
      .respond("s");
    const outcome = streaming(await runFlow(two, 0));
    const reading = expect(read(outcome)).rejects.toMatchObject({ failure: { code: "RUN010" } });
    fail(new Error("x"));
    await reading;
    expect(await outcome.finished).toMatchObject({ kind: "failed", failure: { details: { node: "other" } } });
  });

  it("waits with its end for the other branches", async () => {
    let release: (value: number) => void = () => undefined;
    const sibling = node({ run: () => new Promise<number>((resolve) => (release = resolve)) });
    const two = start()
      .node("in", node({ run: () => 1 }))
      .node("other", sibling, { after: "in" })
      .node("s", counting([1]), { after: "in" })
      .respond("s");
    const outcome = streaming(await runFlow(two, 0));
    let ended = false;
    const finished = outcome.finished.finally(() => (ended = true));
    expect(await read(outcome)).toEqual([1]);
    await settle();
    expect(ended).toBe(false);
    release(1);
    expect(await finished).toMatchObject({ kind: "completed", items: 1 });
  });

  it.each([
    ["sent", "completed"],
    ["left", "cancelled"],
    [failure("RUN010"), "failed"],
  ] as const)("hands bytes on untouched and ends as it is told: %o", async (end, kind) => {
    const source = bytes();
    const raw = start()
      .node("s", node({ stream: "bytes", run: () => source }))
      .respond("s");
    const outcome = streaming(await runFlow(raw, 0));
    expect(outcome.stream).toBe(source);
    outcome.close(end);
    outcome.close("sent");
    expect(await outcome.finished).toMatchObject({ kind, items: 0 });
  });

  it("ends bytes at the guard, unless nobody asked for one", async () => {
    const raw = start()
      .node("s", node({ stream: "bytes", run: async () => bytes() }))
      .respond("s");
    for (const openEnded of [false, true]) {
      const clock = new FakeClock();
      const outcome = streaming(await runFlow(raw, 0, { clock, timeoutMs: 100, openEnded }));
      await clock.advance(100);
      if (openEnded) outcome.close("sent");
      expect(await outcome.finished).toMatchObject(
        openEnded ? { kind: "completed" } : { kind: "cancelled", by: "guard", failure: { code: "TIME015" } },
      );
    }
  });

  it("ends at the guard before bytes have begun, whoever asked for it", async () => {
    const clock = new FakeClock();
    const late = node({ stream: "bytes", run: () => new Promise<AsyncIterable<Uint8Array>>(() => undefined) });
    const outcome = runFlow(start().node("s", late).respond("s"), 0, { clock, timeoutMs: 100, openEnded: true });
    await clock.advance(100);
    expect(await outcome).toMatchObject({ kind: "cancelled", by: "guard" });
  });

  it("is RUN010 when a streaming node returns no stream", async () => {
    const none = node({ stream: "json", run: () => 1 as unknown as AsyncIterable<number> });
    expect(await runFlow(start().node("s", none).respond("s"), 0)).toMatchObject({
      kind: "failed",
      failure: { code: "RUN010" },
    });
  });

  it("streams what a subflow streams", async () => {
    const outer = start()
      .node("inner", streamed(counting([1, 2])))
      .respond("inner");
    const outcome = streaming(await runFlow(outer, 0));
    expect(await read(outcome)).toEqual([1, 2]);
    expect(await outcome.finished).toMatchObject({ kind: "completed", items: 2 });
  });
});

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array([1]);
}
