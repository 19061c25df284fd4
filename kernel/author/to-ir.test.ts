import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { flow } from "./flow.ts";
import { node } from "./node.ts";
import type { Schema } from "./schema.ts";
import type { TriggerSpec } from "./trigger.ts";

const http: TriggerSpec = { kind: "http", wiring: { kind: "http", method: "POST", path: "/a" } };
const queue: TriggerSpec = { kind: "queue", wiring: { kind: "queue", queue: "a" } };
const rule = { hint: "resource::kv::write", effects: "effectful", determinism: "best_effort" } as const;
const store = { kind: "kv", binding: "KV", access: "write", hints: [rule], options: {} } as const;
const anything = node({ run: (value) => value });

const irOf = (...triggers: TriggerSpec[]) =>
  flow("orders", "1.0.0")
    .on(...triggers)
    .node("a", anything)
    .respond("a").ir;

describe("definitionToIr", () => {
  it("has the same id for the same name and version, everywhere", () => {
    expect(irOf(http).id).toBe("e5ecc46c-7477-548e-9ab4-f507917b2289");
    expect(irOf(http).id).toBe(irOf(queue).id);
    expect(flow("orders", "1.0.1").on(http).node("a", anything).respond("a").ir.id).not.toBe(irOf(http).id);
  });

  it("names triggers by kind and number, or as they are told", () => {
    const aliases = irOf(http, queue, http, { ...http, alias: "web" }).nodes.map(({ alias }) => alias);
    expect(aliases).toEqual(["http", "queue", "http_2", "web", "a"]);
  });

  it("allows several triggers when the author named several", () => {
    expect(irOf(http).policies.lint.allow_multiple_triggers).toBeUndefined();
    expect(irOf(http, queue).policies.lint.allow_multiple_triggers).toBe(true);
  });

  it("takes the profile from the triggers unless it is given", () => {
    expect(irOf(http).profile).toBe("web");
    expect(irOf(queue).profile).toBe("queue");
    const dev = flow("a", "1.0.0", { profile: "dev", summary: "s", tags: ["t"], requireControlHints: true });
    expect(dev.on(http).node("a", anything).respond("a").ir).toMatchObject({
      profile: "dev",
      summary: "s",
      metadata: { tags: ["t"] },
      policies: { lint: { require_control_hints: true } },
    });
  });

  it("infers effects and determinism from uses, and writes what is declared", () => {
    const inferred = node({ uses: { store }, idempotency: { key: "/id", ttlMs: 5, scope: "node" }, run: () => 1 });
    const declared = node({ uses: { store }, effects: "pure", determinism: "strict", summary: "s", run: () => 1 });
    const { nodes } = flow("a", "1.0.0")
      .on(http)
      .node("a", inferred)
      .node("b", declared, { after: "a" })
      .respond("b").ir;
    expect(nodes[1]).toMatchObject({
      kind: "activity",
      effects: "effectful",
      determinism: "best_effort",
      effectHints: ["resource::kv::write"],
      idempotency: { key: "/id", ttlMs: 5, scope: "node" },
    });
    expect(nodes[2]).toMatchObject({ effects: "pure", determinism: "strict", summary: "s", idempotency: {} });
  });

  it("holds the place of a computed key with a word", () => {
    const keyed = node({ input: v.object({ id: v.string() }), idempotency: { key: ({ id }) => id }, run: () => 1 });
    expect(flow("a", "1.0.0").on(http).node("a", keyed).respond("a").ir.nodes[1]?.idempotency.key).toBe("computed");
  });

  it("names a schema by its title, and leaves others opaque", () => {
    const Titled = v.pipe(v.string(), v.title("Name"));
    const other: Schema<string> = {
      "~standard": { version: 1, vendor: "other", validate: (value) => ({ value: value as string }) },
    };
    const titled = node({ input: Titled, output: other, run: (name) => name });
    expect(flow("a", "1.0.0").on(http).node("a", titled).respond("a").ir.nodes[1]).toMatchObject({
      in_schema: { kind: "named", name: "Name" },
      out_schema: { kind: "opaque" },
    });
  });

  it("writes edges from where a node stands", () => {
    const { edges, nodes } = flow("a", "1.0.0")
      .on(http)
      .node("a", anything)
      .node("b", anything, {
        after: "a",
        delivery: "at_most_once",
        ordering: "unordered",
        partitionKey: "/id",
        timeoutMs: 9,
        detached: true,
        buffer: { maxItems: 1, spillThresholdBytes: 2, spillTier: "r2", onDrop: "newest" },
      })
      .node("c", anything, { after: ["a", "b"] })
      .node("d", anything, { afterAny: ["a", "c"] })
      .respond("d").ir;
    expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual(["http a", "a b", "a c", "b c", "a d", "c d"]);
    expect(edges[1]).toEqual({
      from: "a",
      to: "b",
      delivery: "at_most_once",
      ordering: "unordered",
      partition_key: "/id",
      timeout_ms: 9,
      detached: true,
      buffer: { max_items: 1, spill_threshold_bytes: 2, spill_tier: "r2", on_drop: "newest" },
    });
    expect(nodes.map(({ join }) => join)).toEqual([undefined, undefined, undefined, "all", undefined]);
  });

  it("sums a subflow up as one node", () => {
    const inner = flow("inner", "1.0.0")
      .node("w", node({ uses: { store }, idempotency: { key: "/id" }, run: () => 1 }))
      .node(
        "s",
        node({
          stream: "json",
          output: v.pipe(v.number(), v.title("N")),
          run: async function* () {
            yield 1;
          },
        }),
        {
          after: "w",
        },
      )
      .respond("s");
    expect(flow("outer", "1.0.0").on(http).node("in", inner).respond("in").ir.nodes[1]).toMatchObject({
      kind: "subflow",
      identifier: "inner@1.0.0",
      effects: "effectful",
      determinism: "best_effort",
      streams: "json",
      out_schema: { kind: "named", name: "N" },
      effectHints: ["resource::kv::write"],
    });
  });

  it("writes each control surface in the Flow IR's words, without what was not given", () => {
    const surfaces = flow("a", "1.0.0")
      .on(http)
      .node("a", node({ run: () => ({ is: true, kind: "x", items: [1] }) }))
      .node("b", anything, { after: "a" })
      .node("c", anything, { after: "a" })
      .forEach("d", anything, { over: "a", items: "/items" })
      .if("a", "/is", { then: "b", else: "c" })
      .switch("a", "/kind", { cases: { x: "b" }, default: "c" })
      .onError({ nodes: ["b"], strategy: "retry", maxRetries: 2 })
      .rateLimit("b", { qps: 1, burst: 2 })
      .timeout("c", 5)
      .surface({ id: "own", kind: "partition", targets: [], config: { v: 1 } })
      .respond("b").ir.control_surfaces;
    expect(surfaces).toEqual([
      {
        id: "for_each:d",
        kind: "for_each",
        targets: ["a", "d"],
        config: { v: 1, source: "a", items_pointer: "/items", body_entry: "d" },
      },
      {
        id: "if:a",
        kind: "if",
        targets: ["a", "b", "c"],
        config: { v: 1, source: "a", selector_pointer: "/is", then: "b", else: "c" },
      },
      {
        id: "switch:a",
        kind: "switch",
        targets: ["a", "b", "c"],
        config: { v: 1, source: "a", selector_pointer: "/kind", cases: { x: "b" }, default: "c" },
      },
      {
        id: "error_handler:3",
        kind: "error_handler",
        targets: ["b"],
        config: { v: 1, scope: { nodes: ["b"] }, strategy: "retry", max_retries: 2 },
      },
      { id: "rate_limit:b", kind: "rate_limit", targets: ["b"], config: { v: 1, target: "b", qps: 1, burst: 2 } },
      { id: "timeout:c", kind: "timeout", targets: ["c"], config: { v: 1, target: "c", ms: 5 } },
      { id: "own", kind: "partition", targets: [], config: { v: 1 } },
    ]);
  });
});
