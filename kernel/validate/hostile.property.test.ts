import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findings } from "../../docs/pages/flow-examples/example.ts";
import { exampleEdge, exampleFlows, exampleNode } from "../../docs/pages/flow-examples/flows.ts";
import { surfaces } from "../surfaces/index.ts";

const TIMEOUT_MS = 30_000;

const aliases = fc.constantFrom("http", "a", "b", "c", "__proto__", "constructor", "toString", "");
const kinds = fc.constantFrom(...surfaces.map(({ kind }) => kind), "hasOwnProperty");
const fields = [
  ...[
    "v",
    "source",
    "selector_pointer",
    "then",
    "else",
    "cases",
    "default",
    "items_pointer",
    "body_entry",
    "concurrency",
  ],
  ...["scope", "strategy", "max_retries", "target", "qps", "burst", "ms", "edge", "key", "__proto__"],
];
const value = fc.oneof(fc.constant(1), aliases, fc.jsonValue({ maxDepth: 2 }));
const config = fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 8, noNullPrototype: false });
const surface = fc.record({ id: aliases, kind: kinds, targets: fc.array(aliases, { maxLength: 4 }), config });

const node = fc
  .record({
    alias: aliases,
    kind: fc.constantFrom("trigger", "inline", "activity", "subflow"),
    effects: fc.constantFrom("pure", "effectful"),
    idempotency: fc.constantFrom({}, { key: "/id" }, { key: "/now" }, { key: "~" }),
    join: fc.constantFrom("any", "all"),
    streams: fc.option(fc.constantFrom("json", "bytes"), { nil: undefined }),
    effectHints: fc.array(fc.constantFrom("resource", "resource::", "resource::clock", "::"), { maxLength: 2 }),
    trigger: fc.option(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 })), { nil: undefined }),
  })
  .map(({ alias, ...rest }) => ({ ...exampleNode(alias), ...rest }));

const document = fc.record({
  nodes: fc.array(node, { maxLength: 8 }),
  edges: fc.array(fc.tuple(aliases, aliases), { maxLength: 12 }),
  control_surfaces: fc.array(surface, { maxLength: 5 }),
  capture: fc.option(aliases, { nil: undefined }),
});

describe("validate, on hostile documents", () => {
  it("gives findings and throws nothing, the same each time", { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(document, ({ edges, ...parts }) => {
        const whole = { ...exampleFlows.orders, ...parts, edges: edges.map(([from, to]) => exampleEdge(from, to)) };
        const found = findings(whole);
        expect(found).toEqual(findings(whole));
        for (const { code, message, fix } of found)
          expect(`${code} ${message} ${fix}`).not.toMatch(/undefined|\[object|NaN/);
      }),
      { numRuns: 500 },
    );
  });
});
