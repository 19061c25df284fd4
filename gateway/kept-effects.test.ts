import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { memoryDedupe } from "../capabilities/dedupe/memory.ts";
import { flow } from "../kernel/author/flow.ts";
import { node } from "../kernel/author/node.ts";
import { FlowError } from "../kernel/errors/failure.ts";
import type { RunRecord } from "../telemetry/run-record.ts";
import { http } from "../triggers/http/author.ts";
import { reply } from "../triggers/http/reply.ts";
import { queue } from "../triggers/queue/author.ts";
import { createGateway } from "./create-gateway.ts";
import type { AnyFlow } from "./mount/mount.ts";

const Note = v.object({ id: v.string(), text: v.optional(v.string()) });
type Note = v.InferOutput<typeof Note>;

/** A keyed effect that lists what it did. */
function storing(options: { readonly compare?: boolean; readonly run?: (note: Note) => unknown } = {}) {
  const { run = ({ id }) => ({ stored: id }), ...rest } = options;
  const done: Note[] = [];
  const store = node({
    input: Note,
    effects: "effectful",
    idempotency: { key: "/id", ...rest },
    run: (note) => {
      done.push(note);
      return run(note);
    },
  });
  return { store, done };
}

function setUp(made: AnyFlow) {
  const runs: RunRecord[] = [];
  const sink = { name: "test", write: (told: readonly RunRecord[]) => void runs.push(...told), nodes: () => true };
  const gateway = createGateway({ flows: [made], sinks: [sink] });
  const ledger = memoryDedupe();
  const env = { LOG_LEVEL: "silent", LEDGER: { getByName: () => ledger } };
  const context = { waitUntil: () => undefined };
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const request = new Request("https://flowgate.test/notes", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    const response = await gateway.fetch(request, env, context);
    return { status: response.status, body: await response.json<Record<string, unknown>>() };
  };
  const deliver = async (body: unknown, id: string, attempts = 1) => {
    const said: string[] = [];
    const say = (word: string) => () => void said.push(word);
    const message = { id, timestamp: new Date(), attempts, body, ack: say("ack"), retry: say("retry") };
    await gateway.queue({ queue: "notes", messages: [message] } as unknown as MessageBatch, env, context);
    return said[0];
  };
  const last = () => {
    const { code, kept, nodes } = runs.at(-1) as RunRecord;
    return { code, kept, statuses: Object.fromEntries(nodes.map(({ node: name, status }) => [name, status])) };
  };
  return { post, deliver, last };
}

const notes = () => flow("notes", "1.0.0").on(http.post("/notes"), queue("notes"));

describe("an input under a node's key that was used", () => {
  it("is refused where it is another one, and nothing is dropped behind a success", async () => {
    const { store, done } = storing();
    const { post, last } = setUp(notes().node("store", store).respond("store"));
    expect(await post({ id: "n1", text: "v1" })).toMatchObject({ status: 200, body: { stored: "n1" } });
    expect(last()).toEqual({ code: "", kept: [], statuses: { store: "ok" } });
    expect(await post({ id: "n1", text: "v2" })).toMatchObject({
      status: 422,
      body: { code: "IDEM102", details: { node: "store" } },
    });
    expect(last()).toEqual({ code: "IDEM102", kept: [], statuses: { store: "failed" } });
    expect(done).toEqual([{ id: "n1", text: "v1" }]);
  });

  it("is given what was stored where it is the same one, and the run says so", async () => {
    const { store, done } = storing();
    const { post, last } = setUp(notes().node("store", store).respond("store"));
    for (const note of [
      { id: "n1", text: "v1" },
      { text: "v1", id: "n1" },
    ]) {
      expect(await post(note)).toMatchObject({ status: 200, body: { stored: "n1" } });
    }
    expect(done).toHaveLength(1);
    expect(last()).toEqual({ code: "", kept: ["store"], statuses: { store: "kept" } });
  });

  it("is given what was stored whatever it is, where the node compares none, and the run says so", async () => {
    const { store, done } = storing({ compare: false });
    const { post, last } = setUp(notes().node("store", store).respond("store"));
    for (const text of ["v1", "v2"]) expect(await post({ id: "n1", text })).toMatchObject({ status: 200 });
    expect(done).toHaveLength(1);
    expect(last()).toEqual({ code: "", kept: ["store"], statuses: { store: "kept" } });
  });

  it("is told by digits that its numbers lost", async () => {
    const done: unknown[] = [];
    const store = node({
      input: v.object({ id: v.string(), amount: v.number() }),
      effects: "effectful",
      idempotency: { key: "/id" },
      run: (note) => ({ nth: done.push(note) }),
    });
    const made = flow("notes", "1.0.0").on(queue("notes")).node("store", store).respond("store");
    const { deliver, last } = setUp(made);
    const body = (amount: string) => `{"id":"n1","amount":${amount}}`;
    expect(await deliver(body("9007199254740993"), "m1")).toBe("ack");
    await deliver(body("9007199254740992"), "m2");
    expect(last().code).toBe("IDEM102");
    expect(done).toHaveLength(1);
  });
});

describe("an event that is tried again", () => {
  it("is the same one whatever its earlier steps give now", async () => {
    let tries = 0;
    const stamp = node({ input: Note, run: ({ id }) => ({ id, text: `at try ${++tries}` }) });
    const { store, done } = storing();
    const after = node({
      run: (stored: unknown) => {
        if (tries === 1) throw new FlowError("later", { retry: "transient" });
        return stored as never;
      },
    });
    const made = notes()
      .node("stamp", stamp)
      .node("store", store, { after: "stamp" })
      .node("after", after as never, { after: "store" })
      .respond("after");
    const { deliver, last } = setUp(made as AnyFlow);
    expect(await deliver({ id: "n1" }, "m1", 1)).toBe("retry");
    expect(await deliver({ id: "n1" }, "m1", 2)).toBe("ack");
    expect(done).toEqual([{ id: "n1", text: "at try 1" }]);
    expect(last()).toMatchObject({ code: "", kept: ["store"] });
    expect(await deliver({ id: "n1" }, "m2")).not.toBe("ack");
    expect(last()).toMatchObject({ code: "IDEM102", kept: [] });
  });

  it.each(["nodes", "subflows"])("tells its items apart, as %s, each time", async (kind) => {
    const { store, done } = storing();
    const inner = flow("inner", "1.0.0").node("store", store).respond("store");
    const start = node({ input: v.object({ notes: v.array(Note) }), run: (given) => given });
    const made = flow("notes", "1.0.0")
      .on(queue("notes"))
      .node("start", start)
      .forEach("each", kind === "nodes" ? store : (inner as never), { over: "start", items: "/notes", concurrency: 1 })
      .respond("each");
    const { deliver, last } = setUp(made as AnyFlow);
    const [first, second] = ["a", "b"].map((text) => ({ id: "n1", text }));
    for (const attempt of [1, 2]) {
      await deliver({ notes: [first, second] }, "m1", attempt);
      expect(last()).toMatchObject({ code: "IDEM102", statuses: { each: "failed" } });
    }
    expect(done).toEqual([first]);
    expect(await deliver({ notes: [first, first] }, "m2")).toBe("ack");
    expect(last()).toMatchObject({ code: "", kept: [kind === "nodes" ? "each" : "store"] });
    expect(done).toEqual([first]);
  });

  it("tells two places of one subflow apart", async () => {
    const { store, done } = storing();
    const inner = flow("inner", "1.0.0").node("store", store).respond("store");
    const again = node({ run: () => ({ id: "n1", text: "another" }) });
    const made = flow("notes", "1.0.0")
      .on(queue("notes"))
      .node("one", inner)
      .node("again", again, { after: "one" })
      .node("two", inner, { after: "again" })
      .respond("two");
    const { deliver, last } = setUp(made as AnyFlow);
    for (const attempt of [1, 2]) {
      await deliver({ id: "n1", text: "a" }, "m1", attempt);
      expect(last().code).toBe("IDEM102");
    }
    expect(done).toHaveLength(1);
  });
});

describe("another input while the first is at work", () => {
  it("waits for what becomes of it, and is done where that failed", async () => {
    const going = Promise.withResolvers<void>();
    const { store, done } = storing({
      run: async ({ text }) => {
        if (text === "v1") await going.promise;
        if (text === "v1") throw new FlowError("no", { code: "NO" });
        return { stored: text };
      },
    });
    const { post } = setUp(notes().node("store", store).respond("store"));
    const first = post({ id: "n1", text: "v1" });
    while (done.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await post({ id: "n1", text: "v2" })).toMatchObject({ status: 409, body: { code: "IDEM103" } });
    going.resolve();
    expect(await first).toMatchObject({ body: { code: "NO" } });
    expect(await post({ id: "n1", text: "v2" })).toMatchObject({ status: 200, body: { stored: "v2" } });
  });
});

describe("a keyed node that asks its caller to try again", () => {
  it("is asked again", async () => {
    let ready = false;
    const { store, done } = storing({ run: ({ id }) => reply({ id }, { status: ready ? 201 : 503 }) });
    const { post } = setUp(notes().node("store", store).respond("store"));
    const key = { "idempotency-key": "k" };
    expect((await post({ id: "n1" }, key)).status).toBe(503);
    ready = true;
    for (const _ of [1, 2]) expect((await post({ id: "n1" }, key)).status).toBe(201);
    expect(done).toHaveLength(2);
  });
});
