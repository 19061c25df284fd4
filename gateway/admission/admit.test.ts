import { describe, expect, it } from "vitest";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { Invocation } from "../../kernel/invocation.ts";
import type { Completed, Outcome } from "../../kernel/outcome.ts";
import { ok } from "../../kernel/result.ts";
import { FakeClock, settle } from "../../kit/fake-clock.ts";
import { type AdmissionPorts, type Arrival, admit, type KeyedArrival } from "./admit.ts";
import { callerOf } from "./caller.ts";
import { eventKey, type KeyedSpec } from "./event-key.ts";
import { runOnce } from "./run-once.ts";
import { settleKey } from "./settle-key.ts";

const stats = { stepsRun: 1, retries: 0 };
const done = (value: unknown): Completed => ({ kind: "completed", value, stats });
const httpSpec: KeyedSpec = { kind: "http" };

function setUp() {
  const clock = new FakeClock();
  const ports: AdmissionPorts = { ledger: memoryDedupe({ now: clock.now }), clock };
  return { clock, ports };
}

function invocation(clock: FakeClock, labels: Record<string, string> = {}, payload: unknown = { id: 1 }): Invocation {
  return {
    flow: "orders",
    trigger: "http",
    capture: "save",
    payload,
    deadlineAtMs: clock.now() + 30_000,
    metadata: {
      labels: {
        "flow.run_id": "run",
        "flow.id": "id",
        "flow.version": "1.0.0",
        "flow.trigger": "http",
        "flow.capture": "save",
        "flow.source": "http",
        "flow.event_id": "run",
        "flow.attempt": "1",
        "http.method": "POST",
        ...labels,
      },
      extensions: {},
    },
  };
}

const keyed = (clock: FakeClock, key: string, payload?: unknown): Invocation =>
  invocation(clock, { "flow.idempotency_key": key, "flow.event_id": key }, payload);

/** An event with the key that its trigger finds in it. */
function withKey(arrival: Arrival): KeyedArrival {
  const found = eventKey(arrival.spec, arrival.invocation);
  if (!(found.ok && found.value)) throw new Error("the event has no key");
  return { ...arrival, key: found.value };
}

/** Digests are made outside the clock, so what waits for them is waited for. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await settle();
}

/** Runs an event and counts how often its flow ran. */
async function runs(arrivals: readonly Arrival[], ports: AdmissionPorts, outcome: Outcome = done("x")) {
  let ran = 0;
  const outcomes: Outcome[] = [];
  for (const arrival of arrivals) {
    outcomes.push(
      await runOnce(arrival, ports, async () => {
        ran++;
        return outcome;
      }),
    );
  }
  return { ran, outcomes };
}

describe("runOnce", () => {
  it("answers a finished key with the stored value and annotations", async () => {
    const { clock, ports } = setUp();
    const arrival = { spec: httpSpec, invocation: keyed(clock, "k") };
    const annotations = { http: { status: 201, headers: { location: "/orders/1" } } };
    const first: Outcome = { kind: "completed", value: { id: 1 }, annotations, stats };
    const { ran, outcomes } = await runs([arrival, arrival], ports, first);
    expect(ran).toBe(1);
    expect(outcomes).toEqual([first, { kind: "duplicate", stored: { id: 1 }, annotations }]);
  });

  it("keeps no value apart from null", async () => {
    const { clock, ports } = setUp();
    const none = { spec: httpSpec, invocation: keyed(clock, "none") };
    const empty = { spec: httpSpec, invocation: keyed(clock, "null") };
    expect((await runs([none, none], ports, done(undefined))).outcomes[1]).toEqual({
      kind: "duplicate",
      stored: undefined,
    });
    expect((await runs([empty, empty], ports, done(null))).outcomes[1]).toEqual({ kind: "duplicate", stored: null });
  });

  it("answers a deferred event with the same status address again", async () => {
    const { clock, ports } = setUp();
    const arrival = { spec: httpSpec, invocation: keyed(clock, "k") };
    const deferred: Outcome = { kind: "deferred", statusUrl: "/_flow/runs/1" };
    expect(await runs([arrival, arrival], ports, deferred)).toEqual({ ran: 1, outcomes: [deferred, deferred] });
  });

  it("says so when the first reply was too large to keep, and does not run again", async () => {
    const { clock, ports } = setUp();
    const arrival = { spec: httpSpec, invocation: keyed(clock, "k") };
    const { ran, outcomes } = await runs([arrival, arrival], ports, done("x".repeat(1_000_000)));
    expect(ran).toBe(1);
    expect(outcomes[1]).toEqual({ kind: "failed", failure: failure("IDEM104") });
  });

  it.each<Outcome>([
    { kind: "failed", failure: failure("RUN020") },
    { kind: "retry", failure: failure("RES105") },
  ])("frees the key of a run that ended $kind", async (outcome) => {
    const { clock, ports } = setUp();
    const arrival = { spec: httpSpec, invocation: keyed(clock, "k") };
    expect((await runs([arrival, arrival], ports, outcome)).ran).toBe(2);
  });

  it("keeps the key of a run that its guard ended until the lease is over, and no longer", async () => {
    const { clock, ports } = setUp();
    const cut: Outcome = { kind: "cancelled", by: "guard", failure: failure("TIME015") };
    const arrival = { spec: httpSpec, invocation: keyed(clock, "k") };
    const { outcomes } = await runs([arrival, arrival], ports, cut);
    expect(outcomes[1]).toMatchObject({ kind: "failed", failure: { code: "IDEM103" } });
    await clock.advance(32_000);
    expect((await runs([arrival], ports)).ran).toBe(1);
  });

  it("frees the key of a run whose caller left before it had begun an effect, at once", async () => {
    const { clock, ports } = setUp();
    const left: Outcome = { kind: "cancelled", by: "caller", failure: failure("RUN060") };
    const arrival = { spec: httpSpec, invocation: keyed(clock, "k") };
    expect((await runs([arrival, arrival], ports, left)).ran).toBe(2);
  });

  it("keeps the key of a run that left an effect at work until that is done, and then frees it", async () => {
    for (const ended of [
      { kind: "cancelled", by: "guard", failure: failure("TIME015") },
      { kind: "failed", failure: failure("RUN010") },
      { kind: "retry", failure: failure("TIME015") },
    ] as const) {
      const { clock, ports } = setUp();
      const work = Promise.withResolvers<void>();
      const arrival = { spec: httpSpec, invocation: keyed(clock, "k") };
      const { outcomes } = await runs([arrival], ports, { ...ended, late: work.promise });
      await clock.advance(20_000);
      expect((await runs([arrival], ports)).outcomes).toMatchObject([{ failure: { code: "IDEM103" } }]);
      work.resolve();
      await ("late" in (outcomes[0] as Outcome) && (outcomes[0] as { late: Promise<void> }).late);
      expect((await runs([arrival], ports)).ran).toBe(1);
    }
  });

  it("runs one of five at once, and tells the others to come back", async () => {
    const { clock, ports } = setUp();
    let ran = 0;
    let refused = 0;
    const others = Promise.withResolvers<void>();
    const arrival = { spec: httpSpec, invocation: keyed(clock, "k") };
    const run = async () => {
      ran++;
      await others.promise;
      return done("x");
    };
    const send = async () => {
      const outcome = await runOnce(arrival, ports, run);
      if (outcome.kind === "failed" && ++refused === 4) others.resolve();
      return outcome;
    };
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(send));
    expect(ran).toBe(1);
    const waiting = outcomes.filter((outcome) => outcome.kind === "failed");
    expect(waiting).toHaveLength(4);
    for (const { failure: found } of waiting)
      expect(found).toMatchObject({ code: "IDEM103", status: 409, retryAfterMs: 2_000 });
  });

  it("remembers a key as long as its trigger says", async () => {
    const { clock, ports } = setUp();
    const arrival = { spec: { kind: "http", idempotency: { ttlMs: 1_000 } }, invocation: keyed(clock, "k") };
    await runs([arrival], ports);
    await clock.advance(999);
    expect((await runs([arrival], ports)).ran).toBe(0);
    await clock.advance(1);
    expect((await runs([arrival], ports)).ran).toBe(1);
  });
});

describe("admit", () => {
  it("refuses the same key with another payload, however its JSON is written", async () => {
    const { clock, ports } = setUp();
    const first = { spec: httpSpec, invocation: keyed(clock, "k", { a: 1, b: [1, 2] }) };
    const same = { spec: httpSpec, invocation: keyed(clock, "k", { b: [1, 2], a: 1.0 }) };
    const other = { spec: httpSpec, invocation: keyed(clock, "k", { a: 1, b: [2, 1] }) };
    const { ran, outcomes } = await runs([first, same, other], ports);
    expect(ran).toBe(1);
    expect(outcomes[1]?.kind).toBe("duplicate");
    expect(outcomes[2]).toEqual({ kind: "failed", failure: failure("IDEM102") });
  });

  it("takes a payload that RFC 8785 refuses", async () => {
    const { clock, ports } = setUp();
    const arrival = { spec: httpSpec, invocation: keyed(clock, "k", { text: "\ud800" }) };
    expect((await runs([arrival, arrival], ports)).ran).toBe(1);
  });

  it("refuses an event without a key where one is required, and runs it elsewhere", async () => {
    const { clock, ports } = setUp();
    const required: Arrival = {
      spec: { kind: "http", idempotency: { required: true } },
      invocation: invocation(clock),
    };
    const { ran, outcomes } = await runs([required], ports);
    expect(ran).toBe(0);
    expect(outcomes).toMatchObject([{ kind: "failed", failure: { code: "IDEM101", status: 400 } }]);
    expect((await runs([{ spec: httpSpec, invocation: invocation(clock) }], ports)).ran).toBe(1);
  });

  it("keeps callers, triggers and replays apart", async () => {
    const { clock, ports } = setUp();
    const base = { spec: httpSpec, invocation: keyed(clock, "k") };
    const arrivals: Arrival[] = [
      base,
      { ...base, caller: "a" },
      { ...base, caller: "b" },
      { ...base, invocation: { ...base.invocation, trigger: "other" } },
      { ...base, invocation: { ...base.invocation, flow: "other" } },
      { ...base, invocation: invocation(clock, { "flow.idempotency_key": "k", "flow.replay_nonce": "n" }) },
    ];
    expect((await runs([...arrivals, ...arrivals], ports)).ran).toBe(arrivals.length);
  });

  it("looks at no key of safe methods, streams, calls and triggers that say so", () => {
    const { clock } = setUp();
    const event = keyed(clock, "k");
    const arrivals: Arrival[] = [
      { spec: httpSpec, invocation: invocation(clock, { "flow.idempotency_key": "k", "http.method": "GET" }) },
      { spec: { kind: "http", streaming: true }, invocation: event },
      { spec: { kind: "http", idempotency: false }, invocation: event },
      { spec: { kind: "rpc" }, invocation: event },
    ];
    for (const { spec, invocation: event } of arrivals) expect(eventKey(spec, event)).toEqual(ok(undefined));
  });

  it("knows a webhook by its delivery id, whatever its payload, and by fields of its payload", async () => {
    const { clock, ports } = setUp();
    const delivery = { kind: "http", deliveryHeader: "webhook-id" };
    const sent = (attempt: number) => ({
      spec: delivery,
      invocation: invocation(clock, { "flow.event_id": "msg_1" }, { attempt }),
    });
    expect((await runs([sent(1), sent(2)], ports)).ran).toBe(1);
    const fields: KeyedSpec = { kind: "http", idempotency: { key: ["/data/id", "/seq"] } };
    const event = (id: unknown, seq: unknown, attempt = 1) => ({
      spec: fields,
      invocation: invocation(clock, {}, { data: { id }, seq, attempt }),
    });
    expect((await runs([event("a", 1), event("a", 1, 2), event("a", 2), event("a1", "")], ports)).ran).toBe(3);
  });

  it("takes no object, no boolean and no number that is not exact for a key, and runs nothing then", async () => {
    const { clock, ports } = setUp();
    const spec: KeyedSpec = { kind: "http", idempotency: { key: ["/id", "/seq"] } };
    for (const id of [{}, ["a"], true, false, 2 ** 53, -(2 ** 53), Number.POSITIVE_INFINITY, Number.NaN, 1e300]) {
      const { ran, outcomes } = await runs([{ spec, invocation: invocation(clock, {}, { id, seq: 1 }) }], ports);
      expect(outcomes).toMatchObject([{ kind: "failed", failure: { code: "IDEM105", details: { pointer: "/id" } } }]);
      expect(ran).toBe(0);
    }
  });

  it("takes what is missing, null or empty for no key", async () => {
    const { clock, ports } = setUp();
    const keys = { key: "/id" };
    for (const payload of [{}, { id: null }, { id: "" }, null, "text", [], { __proto__: { id: "inherited" } }]) {
      const event = invocation(clock, {}, payload);
      const loose = { spec: { kind: "queue", idempotency: keys }, invocation: event };
      expect((await runs([loose, loose], ports)).ran).toBe(2);
      const strict = { spec: { kind: "queue", idempotency: { ...keys, required: true } }, invocation: event };
      expect((await runs([strict], ports)).outcomes).toMatchObject([{ failure: { code: "IDEM101" } }]);
    }
  });

  it("tells keys apart that look alike once they are joined, typed or normalized", async () => {
    const { clock, ports } = setUp();
    const spec: KeyedSpec = { kind: "queue", idempotency: { key: ["/a", "/b"] } };
    const pairs: [unknown, unknown][] = [
      ["a/b", "c"],
      ["a", "b/c"],
      ["a,b", "c"],
      ['a","b', "c"],
      ["a", 'b","c'],
      [1, "c"],
      ["1", "c"],
      [1.5, "c"],
      ["\u00e9", "c"],
      ["e\u0301", "c"],
      ["x".repeat(100_000), "c"],
      ["x".repeat(100_001), "c"],
    ];
    const arrivals = pairs.map(([a, b]) => ({ spec, invocation: invocation(clock, {}, { a, b }) }));
    expect((await runs([...arrivals, ...arrivals], ports)).ran).toBe(pairs.length);
    const own = { spec: { kind: "queue", idempotency: { key: "/__proto__" } } };
    const named = ["a", "b", "a"].map((id) => JSON.parse(`{"__proto__":"${id}"}`));
    expect(
      (
        await runs(
          named.map((body) => ({ ...own, invocation: invocation(clock, {}, body) })),
          ports,
        )
      ).ran,
    ).toBe(2);
  });

  it("sends a message in flight back for as long as its lease, and passes over a tick in flight", async () => {
    const { clock, ports } = setUp();
    const message = withKey({
      spec: { kind: "queue" },
      invocation: invocation(clock, { "flow.event_id": "queue/q/1" }),
    });
    await admit(message, ports);
    expect(await admit(message, ports)).toMatchObject({
      outcome: { kind: "retry", delayMs: 32_000, failure: { code: "IDEM103" } },
    });
    const tick = withKey({
      spec: { kind: "cron" },
      invocation: invocation(clock, { "flow.event_id": "cron/* * * * *@1" }),
    });
    await admit(tick, ports);
    expect(await admit(tick, ports)).toEqual({ kind: "answer", outcome: { kind: "duplicate", stored: undefined } });
  });

  it("sends the event back when the ledger fails", async () => {
    const { clock } = setUp();
    const ledger = { ...memoryDedupe(), claim: () => Promise.reject(new Error("down")) };
    const admission = await admit(withKey({ spec: httpSpec, invocation: keyed(clock, "k") }), { ledger, clock });
    expect(admission).toMatchObject({ kind: "answer", outcome: { kind: "retry", failure: { code: "RES105" } } });
  });

  it("sends the event back when the ledger stalls", async () => {
    const { clock } = setUp();
    const ledger = { ...memoryDedupe(), claim: () => new Promise<never>(() => undefined) };
    const admission = admit(withKey({ spec: httpSpec, invocation: keyed(clock, "k") }), { ledger, clock });
    await until(() => clock.waiting === 1);
    await clock.advance(5_000);
    expect(await admission).toMatchObject({ kind: "answer", outcome: { kind: "retry", failure: { code: "RES105" } } });
  });

  it("runs unguarded without a ledger, but not what requires a key", async () => {
    const { clock } = setUp();
    const ports = { ledger: undefined, clock };
    const event = keyed(clock, "k");
    expect(await admit(withKey({ spec: httpSpec, invocation: event }), ports)).toEqual({
      kind: "run",
      held: undefined,
    });
    const required: Arrival = { spec: { kind: "http", idempotency: { required: true } }, invocation: event };
    expect(await admit(withKey(required), ports)).toMatchObject({
      outcome: { kind: "failed", failure: { code: "CAP101" } },
    });
  });
});

describe("settleKey", () => {
  const failing = (times: number, store: DedupeStore): DedupeStore => {
    let left = times;
    return {
      ...store,
      complete: (...args) => (left-- > 0 ? Promise.reject(new Error("down")) : store.complete(...args)),
    };
  };
  const held = async (clock: FakeClock, ports: AdmissionPorts) => {
    const admission = await admit(withKey({ spec: httpSpec, invocation: keyed(clock, "k") }), ports);
    if (admission.kind !== "run" || !admission.held) throw new Error("no key is held");
    return admission.held;
  };

  it("tries again when the ledger fails", async () => {
    const { clock, ports } = setUp();
    const flaky = { clock, ledger: failing(2, ports.ledger as DedupeStore) };
    expect(await settleKey(await held(clock, ports), done(1), flaky)).toBe("stored");
  });

  it("leaves the key to its lease when the ledger stays away", async () => {
    const { clock, ports } = setUp();
    const down = { clock, ledger: failing(9, ports.ledger as DedupeStore) };
    expect(await settleKey(await held(clock, ports), done(1), down)).toBe("open");
  });

  it("changes nothing once its lease has passed to another", async () => {
    const { clock, ports } = setUp();
    const slow = await held(clock, ports);
    await clock.advance(32_000);
    const quick = await held(clock, ports);
    expect(await settleKey(slow, done("slow"), ports)).toBe("lost");
    expect(await settleKey(quick, done("quick"), ports)).toBe("stored");
  });
});

describe("overlapping ticks", () => {
  const tick = (clock: FakeClock, at: string, overlap: "skip" | "queue" | "allow"): Arrival => ({
    spec: { kind: "cron", overlap },
    invocation: invocation(clock, { "flow.event_id": `cron/* * * * *@${at}`, "flow.source": "cron" }),
  });

  /** Runs of five seconds, counted as they start. */
  function slowRuns(clock: FakeClock) {
    const runs = {
      started: 0,
      run: () => {
        runs.started++;
        return new Promise<Outcome>((resolve) => void clock.after(5_000, () => resolve(done(1))));
      },
    };
    return runs;
  }

  it("both run where they may", async () => {
    const { clock, ports } = setUp();
    const runs = slowRuns(clock);
    const both = ["1", "2"].map((at) => runOnce(tick(clock, at, "allow"), ports, runs.run));
    await until(() => runs.started === 2);
    await clock.advance(5_000);
    expect((await Promise.all(both)).map(({ kind }) => kind)).toEqual(["completed", "completed"]);
  });

  it("are passed over with skip", async () => {
    const { clock, ports } = setUp();
    const runs = slowRuns(clock);
    const first = runOnce(tick(clock, "1", "skip"), ports, runs.run);
    await until(() => runs.started === 1);
    expect(await runOnce(tick(clock, "2", "skip"), ports, runs.run)).toEqual({ kind: "duplicate", stored: undefined });
    await clock.advance(5_000);
    expect((await first).kind).toBe("completed");
    expect(runs.started).toBe(1);
  });

  it("wait for the one before with queue", async () => {
    const { clock, ports } = setUp();
    const runs = slowRuns(clock);
    const first = runOnce(tick(clock, "1", "queue"), ports, runs.run);
    await until(() => runs.started === 1);
    const second = runOnce(tick(clock, "2", "queue"), ports, runs.run);
    await until(() => clock.waiting === 2);
    await clock.advance(4_000);
    expect(runs.started).toBe(1);
    await clock.advance(10_000);
    expect((await first).kind).toBe("completed");
    expect((await second).kind).toBe("completed");
  });

  it("wait no longer than their own guard", async () => {
    const { clock, ports } = setUp();
    const long = tick(clock, "1", "queue");
    const first = { ...long, invocation: { ...long.invocation, deadlineAtMs: clock.now() + 90_000 } };
    let started = false;
    void runOnce(first, ports, () => {
      started = true;
      return new Promise<Outcome>(() => undefined);
    });
    await until(() => started);
    const second = runOnce(tick(clock, "2", "queue"), ports, async () => done(1));
    await until(() => clock.waiting === 1);
    await clock.advance(31_000);
    expect(await second).toMatchObject({ kind: "cancelled", by: "guard", failure: { code: "TIME015" } });
  });
});

describe("callerOf", () => {
  it("hashes the header, and tells callers apart", async () => {
    const one = await callerOf(new Headers({ authorization: "Bearer secret" }));
    expect(one).toMatch(/^[\w-]{43}$/);
    expect(one).not.toBe(await callerOf(new Headers({ authorization: "Bearer other" })));
    expect(await callerOf(new Headers())).toBeUndefined();
    expect(await callerOf(new Headers({ "x-api-key": "Bearer secret" }), "x-api-key")).toBe(one);
  });
});
