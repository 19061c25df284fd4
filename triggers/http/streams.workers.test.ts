import { describe, expect, it } from "vitest";
import { failure } from "../../kernel/errors/failure.ts";
import { birth, mount, streamingOutcome } from "../../testing/trigger-events.ts";
import { http } from "./author.ts";
import { closeHttp } from "./close.ts";
import type { HttpEvent } from "./event.ts";
import { openHttp } from "./open.ts";

const event = (init: RequestInit<CfProperties> = {}): HttpEvent => ({
  request: new Request<unknown, CfProperties>("http://localhost/a", init),
  path: "/a",
  params: {},
  query: {},
  announcedBytes: undefined,
});

const raw = mount(http.post("/a", { body: "stream", streaming: true }), "bytes");
const events = mount(http.get("/a", { streaming: true }), "json");

/** Bytes made one chunk at a time, and how many chunks were asked for. */
function generated(chunks: number, chunkBytes: number) {
  let made = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (made === chunks) return controller.close();
        made++;
        controller.enqueue(new Uint8Array(chunkBytes).fill(made));
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, made: () => made };
}

async function countBytes(body: ReadableStream<Uint8Array> | null): Promise<number> {
  let total = 0;
  for await (const chunk of body ?? []) total += chunk.byteLength;
  return total;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 10));

describe("openHttp", () => {
  it("hands a request's own stream on, without reading it", async () => {
    const { stream, made } = generated(3, 4);
    const opened = await openHttp(event({ method: "POST", body: stream }), raw, birth);
    expect(opened).toMatchObject({ ok: true });
    expect(made()).toBe(0);
    const payload = (opened as { value: { payload: ReadableStream<Uint8Array> } }).value.payload;
    expect(await countBytes(payload)).toBe(12);
  });

  it("stops reading a chunked body at the limit", async () => {
    const { stream, made } = generated(1000, 1024);
    const route = mount(http.post("/a", { body: "bytes", maxBytes: 4096 }));
    const opened = await openHttp(event({ method: "POST", body: stream }), route, birth);
    expect(opened).toMatchObject({ ok: false, failure: { code: "HTTP102", status: 413 } });
    expect(made()).toBeLessThan(10);
  });

  it("reads a multipart form", async () => {
    const form = new FormData();
    form.append("name", "ann");
    form.append("file", new File(["hi"], "a.txt", { type: "text/plain" }));
    const opened = await openHttp(
      event({ method: "POST", body: form }),
      mount(http.post("/a", { body: "form" })),
      birth,
    );
    expect(opened).toMatchObject({
      value: { payload: { name: "ann", file: { name: "a.txt", bytes: new Uint8Array([104, 105]) } } },
    });
  });
});

describe("closeHttp", () => {
  it("sends a stream of bytes whole, and ends the run when it is sent", async () => {
    const { stream } = generated(64, 16_384);
    const { outcome, closed } = streamingOutcome(stream, "bytes");
    const response = closeHttp(outcome, event(), raw, birth);
    expect(closed).toEqual([]);
    expect(await countBytes(response.body)).toBe(64 * 16_384);
    await settled();
    expect(closed).toEqual(["sent"]);
  });

  it("makes bytes only as fast as they are read", async () => {
    const { stream, made } = generated(1000, 1024);
    const { outcome, closed } = streamingOutcome(stream, "bytes");
    const reader = closeHttp(outcome, event(), raw, birth).body?.getReader();
    await reader?.read();
    await settled();
    expect(made()).toBeLessThan(5);
    await reader?.cancel();
    await settled();
    expect(closed).toEqual(["left"]);
  });

  it("cuts bytes off when the guard ends their run, though their source goes on, or waits for ever", async () => {
    const trickling = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          await settled();
          controller.enqueue(new Uint8Array(3));
        },
      },
      { highWaterMark: 0 },
    );
    const waiting = async function* () {
      yield new Uint8Array(3);
      await new Promise(() => undefined);
    };
    for (const source of [trickling, waiting()]) {
      const finished = settled().then(() => {
        const stats = { stepsRun: 1, retries: 0 };
        return { kind: "cancelled", by: "guard", failure: failure("TIME015"), stats, items: 0 } as const;
      });
      const { outcome } = streamingOutcome(source, "bytes", { finished });
      await expect(closeHttp(outcome, event(), raw, birth).arrayBuffer()).rejects.toThrow();
    }
  });

  it("ends the run with the failure when a source of bytes breaks", async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error("secret"));
      },
    });
    const { outcome, closed } = streamingOutcome(broken, "bytes");
    await expect(closeHttp(outcome, event(), raw, birth).arrayBuffer()).rejects.toThrow();
    await settled();
    expect(closed).toMatchObject([{ code: "RUN010", message: "a step failed" }]);
  });

  it("sends an iterable of bytes, and lets it clean up when the client leaves", async () => {
    let cleaned = false;
    const chunks = async function* () {
      try {
        for (;;) yield new Uint8Array(8);
      } finally {
        cleaned = true;
      }
    };
    const { outcome, closed } = streamingOutcome(chunks(), "bytes");
    const reader = closeHttp(outcome, event(), raw, birth).body?.getReader();
    expect((await reader?.read())?.value?.byteLength).toBe(8);
    await reader?.cancel();
    await settled();
    expect([cleaned, closed]).toEqual([true, ["left"]]);
  });

  it("sends values as events, and ends the run when the client leaves", async () => {
    let made = 0;
    const items = async function* () {
      for (;;) yield ++made;
    };
    const { outcome, closed } = streamingOutcome(items());
    const response = closeHttp(outcome, event({ headers: { accept: "text/event-stream" } }), events, birth);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toBe("id: 1\ndata: 1\n\n");
    await settled();
    expect(made).toBeLessThan(5);
    await reader?.cancel();
    expect(closed).toEqual(["left"]);
  });
});
