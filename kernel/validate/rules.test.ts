import { describe, expect, it } from "vitest";
import { type Fragment, findings, patched } from "../../docs/pages/flow-examples/example.ts";
import { exampleCatalog, exampleEdge, exampleFlows, exampleNode } from "../../docs/pages/flow-examples/flows.ts";
import type { Catalog } from "../catalog.ts";
import { graphOf, hasEdge } from "../ir/graph.ts";
import { parseFlowIr } from "./parse.ts";
import { validate } from "./validate.ts";

const several = { policies: { lint: { require_control_hints: false, allow_multiple_triggers: true } } };
const queue = { alias: "queue", kind: "trigger", trigger: { kind: "queue", queue: "orders" } };
const pure = { effects: "pure", determinism: "strict", effectHints: [], determinismHints: [], uses: [] };

/** What is said of `orders` with a fragment put over it. */
function said(fragment: Fragment, flow: keyof typeof exampleFlows = "orders"): readonly string[] {
  return findings(patched(exampleFlows[flow], fragment)).map(({ code, message }) => `${code} ${message}`);
}

const codesOf = (fragment: Fragment, flow?: keyof typeof exampleFlows) =>
  said(fragment, flow).map((text) => text.split(" ")[0]);

describe("captureIsReached", () => {
  it("takes the only end of a flow for its capture", () => {
    expect(said({ capture: undefined })).toEqual([]);
    expect(said({ capture: undefined, nodes: [{ alias: "log" }], edges: [{ from: "price", to: "log" }] })).toEqual([
      "DAG204 the flow names no capture node, and ends in save, log",
    ]);
    expect(said({ capture: undefined, edges: [{ from: "save", to: "price" }] })).toEqual([
      expect.stringContaining("DAG200"),
      "DAG204 the flow has no capture node, and no node that ends it",
    ]);
  });

  it("refuses a flow of nothing", () => {
    const empty = { ...exampleFlows.orders, nodes: [], edges: [] };
    expect(findings(empty).map(({ code }) => code)).toEqual(["DAG202"]);
    const { capture: _, ...nameless } = empty;
    expect(findings(nameless).map(({ code }) => code)).toEqual(["DAG204"]);
  });
});

describe("captureIsAwaited", () => {
  it("keeps detached edges away from the capture", () => {
    expect(said({ edges: [{ from: "price", to: "save", detached: true }] })).toEqual([
      "DAG204 nobody waits for the capture save: a detached edge leads to it",
    ]);
    expect(said({ nodes: [{ alias: "log" }], edges: [{ from: "price", to: "log", detached: true }] })).toEqual([]);
    expect(codesOf({ capture: "nobody", edges: [{ from: "price", to: "save", detached: true }] })).toEqual(["DAG202"]);
  });
});

describe("namesAreGiven", () => {
  it("holds flows that no document was read for to the same", () => {
    const nodes = [...exampleFlows.lines.nodes, { ...exampleNode(""), alias: "" }];
    const edges = [...exampleFlows.lines.edges, exampleEdge("order", "")];
    const flow = { ...exampleFlows.lines, name: "", version: "1", nodes, edges };
    expect(validate(flow, exampleCatalog).map(({ code, message }) => `${code} ${message}`)).toEqual([
      "DAG001 /name: a flow needs a name",
      'DAG001 /version: must be a semantic version, such as 1.0.0, but is "1"',
      "DAG001 /nodes/4/alias: a node needs an alias",
    ]);
  });
});

describe("captureExists", () => {
  it("does not take a trigger for an answer", () => {
    expect(said({ capture: "http" })).toContain("DAG202 the capture http is a trigger, which runs nothing");
  });
});

describe("edgeEndsExist", () => {
  it("names each end that is not there, and edges into triggers", () => {
    expect(
      said({
        edges: [
          { from: "a", to: "b" },
          { from: "c", to: "c" },
          { from: "price", to: "http" },
        ],
      }),
    ).toEqual([
      "DAG202 no node is called a",
      "DAG202 no node is called b",
      "DAG202 no node is called c",
      "DAG202 http is a trigger; only events lead to it",
      expect.stringContaining("DAG200"),
    ]);
  });

  it("is all that is said of a node or trigger whose edge is misspelt", () => {
    expect(codesOf({ nodes: [{ alias: "log" }], edges: [{ from: "prize", to: "log" }] })).toEqual(["DAG202"]);
    expect(codesOf({ nodes: [queue], edges: [{ from: "queue", to: "prize" }], ...several })).toEqual(["DAG202"]);
  });
});

describe("edgeSchemasAgree", () => {
  const receipt = { kind: "named", name: "Receipt" };

  it("compares only two named schemas of a plain edge", () => {
    expect(codesOf({ nodes: [{ alias: "save", in_schema: receipt }] })).toEqual(["DAG201"]);
    expect(codesOf({ nodes: [{ alias: "save", in_schema: receipt, join: "all" }] })).toEqual([]);
    expect(codesOf({ nodes: [{ alias: "price", in_schema: receipt }] })).toEqual([]);
  });
});

describe("triggers", () => {
  it("may stand alone without wiring, as other tools write them", () => {
    expect(said({ nodes: [{ alias: "http", trigger: undefined }] })).toEqual([]);
    expect(said({ nodes: [{ alias: "http", trigger: { kind: "smoke" } }] })).toEqual([
      "DAG203 no trigger of kind smoke is registered; there is http, queue, cron",
    ]);
  });

  it("are checked by their own rule", () => {
    const check = () => [{ code: "CRON101" as const, message: "not a schedule" }];
    const strict: Catalog = { hints: [], triggers: [{ kind: "http", claim: () => undefined, replies: true, check }] };
    const parsed = parseFlowIr(exampleFlows.lines);
    expect(parsed.ok && validate(parsed.value, strict)).toMatchObject([
      { code: "CRON101", location: { node: "http" } },
    ]);
    const none: Catalog = { hints: [], triggers: [] };
    expect(parsed.ok && validate(parsed.value, none)[0]?.message).toBe(
      "no trigger of kind http is registered; there is none",
    );
  });

  it("that nobody waits for may lead to a stream, unless they promise one and there is none", () => {
    const stream = {
      nodes: [
        { alias: "http", trigger: queue.trigger },
        { alias: "save", streams: "json" },
      ],
    };
    expect(said(stream)).toEqual([]);
    expect(said({ nodes: [{ alias: "http", trigger: { ...queue.trigger, streaming: true } }] })).toEqual([
      "DAG102 trigger http replies with a stream, but save gives a value",
    ]);
  });

  it.each([
    [{ respond: "async", streaming: true }, "trigger http answers before the flow has run, but save streams"],
    [
      { idempotency: {}, streaming: true },
      "trigger http keeps its answers for events that come again, but save streams",
    ],
    [{}, "save streams, but trigger http replies with a value"],
  ])("with %j do not take a stream for an answer", (wiring, message) => {
    const trigger = { kind: "http", method: "POST", path: "/orders", ...wiring };
    expect(
      said({
        nodes: [
          { alias: "http", trigger },
          { alias: "save", streams: "json" },
        ],
      }),
    ).toEqual([`DAG102 ${message}`]);
  });

  it("that look at no key may stream", () => {
    const trigger = { kind: "http", method: "POST", path: "/orders", idempotency: false, streaming: true };
    expect(
      said({
        nodes: [
          { alias: "http", trigger },
          { alias: "save", streams: "json" },
        ],
      }),
    ).toEqual([]);
  });

  it("may lead into one node each, as one event comes in by one of them", () => {
    expect(said({ nodes: [queue], edges: [{ from: "queue", to: "price" }], ...several })).toEqual([]);
    expect(codesOf({ nodes: [queue], edges: [{ from: "queue", to: "save" }], ...several })).toEqual([]);
    const both = [
      { from: "queue", to: "price" },
      { from: "queue", to: "save" },
    ];
    expect(codesOf({ nodes: [queue], edges: both, ...several })).toEqual(["DAG210"]);
  });
});

describe("inputsAreSingle", () => {
  it("knows branches of one surface apart, also far behind it", () => {
    const deeper = {
      nodes: [{ alias: "pack" }, { alias: "stamp" }],
      edges: [
        { from: "express", to: "pack" },
        { from: "pack", to: "stamp" },
        { from: "standard", to: "stamp" },
      ],
    };
    expect(said(deeper, "branches")).toEqual([]);
    expect(codesOf({ ...deeper, edges: [...deeper.edges, { from: "price", to: "stamp" }] }, "branches")).toEqual([
      "DAG210",
    ]);
  });

  it("knows that a join of two live edges is as live as the first of them", () => {
    const joined = {
      nodes: [{ alias: "pack", join: "all" }, { alias: "end" }],
      edges: [
        { from: "express", to: "pack" },
        { from: "standard", to: "pack" },
        { from: "pack", to: "end" },
        { from: "ship", to: "end" },
      ],
      capture: "end",
    };
    expect(codesOf(joined, "branches")).toEqual(["DAG210", "DAG211"]);
  });

  it("refuses two edges from one node to another, joined or not", () => {
    const twice = [
      { from: "price", to: "save" },
      { from: "price", to: "save" },
    ];
    expect(said({ edges: twice })).toEqual(["DAG210 two edges lead from price to save"]);
    expect(said({ edges: twice, nodes: [{ alias: "save", join: "all", in_schema: { kind: "opaque" } }] })).toEqual([
      "DAG210 two edges lead from price to save",
    ]);
  });

  it("does not count what can never be live", () => {
    const dead = { nodes: [{ alias: "dead" }], edges: [{ from: "dead", to: "save" }] };
    expect(codesOf(dead)).toEqual(["DAG206"]);
    expect(
      codesOf({ nodes: [{ alias: "dead" }, { alias: "behind" }], edges: [{ from: "dead", to: "behind" }] }),
    ).toEqual(["DAG206"]);
  });
});

describe("levelsFitHints", () => {
  const price = (fields: object) => said({ nodes: [{ alias: "price", ...fields }] });

  it("takes a hint without its access for the weakest of them", () => {
    expect(price({ effectHints: ["resource::kv"], effects: "read_only" })).toEqual([]);
    expect(price({ effectHints: ["resource::kv"] })).toEqual([
      "EFFECT201 price is declared pure, but resource::kv makes it at least read_only",
    ]);
    expect(price({ determinismHints: ["resource::kv"], determinism: "best_effort" })).toEqual([]);
  });

  it("asks of hints below a rule what it asks of the rule", () => {
    expect(price({ determinismHints: ["resource::clock::now"] })).toEqual([
      "DET302 price is declared strict, but resource::clock makes it best_effort at best",
    ]);
  });

  it("matches whole segments, and asks nothing of hints that are no resources", () => {
    expect(price({ effectHints: ["resource::kvs::read"] })).toEqual([
      "DAG203 price uses resource::kvs::read, which nothing provides",
    ]);
    expect(price({ effectHints: ["resource"], effects: "read_only" })).toEqual([]);
    expect(price({ effectHints: ["audit::log", "resourceful"] })).toEqual([]);
  });

  it("names all hints that ask for as much", () => {
    const effectHints = ["resource::kv::write", "resource::blob::write", "resource::kv::read"];
    expect(price({ effectHints })).toEqual([
      "EFFECT201 price is declared pure, but resource::kv::write, resource::blob::write makes it at least effectful",
    ]);
  });
});

describe("keys", () => {
  const sink = { idempotency: {} };

  it("are asked of nodes, not of subflows, whose nodes have their own", () => {
    expect(codesOf({ nodes: [{ alias: "save", ...sink }] })).toEqual(["DAG004", "IDEM020"]);
    expect(codesOf({ nodes: [{ alias: "save", ...sink, kind: "subflow" }] })).toEqual([]);
  });

  it("may be told apart by a partition at the end of a flow", () => {
    const edges = [{ from: "price", to: "save", partition_key: "/id" }];
    expect(codesOf({ nodes: [{ alias: "save", ...sink }], edges })).toEqual(["DAG004"]);
    const middle = {
      nodes: [{ alias: "save", ...sink }, { alias: "end" }],
      edges: [{ from: "save", to: "end" }],
      capture: "end",
    };
    expect(codesOf(middle)).toEqual(["DAG004"]);
  });

  const key = (fields: object, pointer: string) =>
    codesOf({
      nodes: [
        { alias: "price", ...fields },
        { alias: "save", idempotency: { key: pointer } },
      ],
    });
  const clock = { determinism: "best_effort", determinismHints: ["resource::clock"] };
  const rng = { determinism: "best_effort", effectHints: ["resource::rng"] };
  const chance = { determinism: "nondeterministic" };

  it.each([
    [clock, "/created_at"],
    [clock, "/at/now"],
    [clock, "/updatedAt"],
    [rng, "/nonce"],
    [rng, "/requestUuid"],
    [chance, "/id"],
    [chance, "/"],
  ])("that point to what is made anew are refused: %j %s", (fields, pointer) => {
    expect(key(fields, pointer)).toEqual(["IDEM025"]);
  });

  it.each([
    [clock, "/id"],
    [clock, "/nonce"],
    [rng, "/timestamp"],
    [rng, "/id"],
    [{}, "/now"],
    [chance, "computed"],
  ])("that come from the event are taken: %j %s", (fields, pointer) => {
    expect(key(fields, pointer)).toEqual([]);
  });

  it("of a trigger's own payload may be anything in it", () => {
    expect(
      codesOf({
        nodes: [
          { alias: "http", determinism: "nondeterministic" },
          { alias: "price", idempotency: { key: "/now" } },
        ],
      }),
    ).toEqual([]);
  });

  it("of a join are looked for in the source that they name", () => {
    const nodes = [
      { alias: "guess", determinism: "nondeterministic" },
      { alias: "save", join: "all", in_schema: { kind: "opaque" } },
    ];
    const edges = [
      { from: "price", to: "guess" },
      { from: "guess", to: "save" },
    ];
    const joined = (pointer: string) =>
      codesOf({
        nodes: [nodes[0] as object, { ...nodes[1], idempotency: { key: pointer } }] as Fragment["nodes"] & object,
        edges,
      });
    expect(joined("/price/id")).toEqual([]);
    expect(joined("/guess/id")).toEqual(["IDEM025"]);
  });
});

describe("exactlyOnceIsKept", () => {
  it("says all that is missing", () => {
    const edges = [{ from: "http", to: "price", delivery: "exactly_once" }];
    expect(codesOf({ edges })).toEqual(["EXACT001", "EXACT002"]);
    expect(said({ edges, nodes: [{ alias: "price", idempotency: { key: "/id" } }] })).toEqual([
      "EXACT001 price is to run exactly once but does not use dedupe",
      "EXACT003 price is to run exactly once but has no ttlMs; it needs 300000",
    ]);
  });
});

describe("null", () => {
  it("counts as left out, as other tools write it", () => {
    const edge = { partition_key: null, timeout_ms: null };
    const buffer = { max_items: null, spill_threshold_bytes: null, spill_tier: null, on_drop: null };
    const idempotency = { key: null, scope: null, ttlMs: null };
    const edges = [{ from: "price", to: "save", ...edge, buffer }];
    expect(codesOf({ edges, summary: null })).toEqual([]);
    expect(codesOf({ edges, nodes: [{ alias: "save", idempotency }] })).toEqual(["DAG004", "IDEM020"]);
    const once = [
      { from: "price", to: "save", delivery: "exactly_once", buffer: { spill_tier: "blob", max_items: null } },
    ];
    expect(codesOf({ edges: once, nodes: [{ alias: "save", idempotency }] })).toEqual([
      "SPILL001",
      "SPILL002",
      "DAG004",
      "IDEM020",
      "EXACT001",
      "EXACT002",
    ]);
  });
});

describe("retriesAreOwnedOnce", () => {
  const retry = (nodes: readonly string[], strategy = "retry") => ({
    control_surfaces: [
      { id: "h", kind: "error_handler", targets: nodes, config: { v: 1, scope: { nodes }, strategy } },
    ],
  });

  it("speaks of retries only", () => {
    const nodes = [{ alias: "save", idempotency: {} }];
    expect(codesOf({ nodes, ...retry(["save"], "continue"), capture_optional: true })).toEqual(["DAG004", "IDEM020"]);
    expect(codesOf({ nodes, ...retry(["price"]) })).toEqual(["DAG004", "IDEM020"]);
    expect(codesOf(retry(["nobody"]))).toEqual(["CTRL131"]);
  });

  it("sends the author into a subflow with effects", () => {
    const document = patched(exampleFlows.orders, {
      nodes: [{ alias: "save", kind: "subflow", idempotency: {} }],
      ...retry(["save"]),
    });
    expect(findings(document)).toMatchObject([{ code: "RETRY011", fix: "retry the nodes inside the subflow instead" }]);
  });

  it("takes options that switch retries off", () => {
    const uses = [
      { name: "orders", kind: "kv", binding: "ORDERS", access: "write", options: { retries: 0, retry: false } },
    ];
    expect(codesOf({ nodes: [{ alias: "save", uses }], ...retry(["save"]) })).toEqual([]);
  });
});

describe("usesAreNarrow", () => {
  const http = (options: object) =>
    codesOf({ nodes: [{ alias: "price", ...pure, uses: [{ name: "api", kind: "http", access: "read", options }] }] });

  it.each([{}, { hosts: [] }, { hosts: "*" }, { hosts: [""] }, { hosts: [1] }])("asks for hosts: %j", (options) => {
    expect(http(options)).toEqual(["EGRESS101"]);
  });

  it("takes named hosts", () => {
    expect(http({ hosts: ["api.example.com"] })).toEqual([]);
  });

  const secret = (secrets: readonly string[] | undefined, binding?: string) =>
    said({
      nodes: [
        {
          alias: "price",
          ...pure,
          uses: [{ name: "key", kind: "secret", access: "read", ...(binding && { binding }) }],
        },
      ],
      policies: { lint: { require_control_hints: false }, ...(secrets && { secrets }) },
    });

  it("lets a flow without a list use any secret", () => {
    expect(secret(undefined, "API_KEY")).toEqual([]);
    expect(secret(["API_KEY"], "API_KEY")).toEqual([]);
    expect(secret([], "API_KEY")).toEqual([
      "SECR201 `key` of price reads the secret API_KEY, but the flow declares none",
    ]);
    expect(secret(["API_KEY"])).toHaveLength(1);
  });
});

describe("hasEdge", () => {
  it("finds an edge from whichever end has fewer", () => {
    const graph = graphOf(exampleFlows.branches);
    expect(hasEdge(graph, "price", "express")).toBe(true);
    expect(hasEdge(graph, "express", "ship")).toBe(true);
    expect(hasEdge(graph, "express", "price")).toBe(false);
    expect(hasEdge(graph, "nobody", "price")).toBe(false);
    expect(hasEdge(graph, "price", "nobody")).toBe(false);
  });
});

describe("graphOf", () => {
  it("looks up nodes and edges by alias", () => {
    const graph = graphOf(exampleFlows.orders);
    expect(graph.nodes.get("price")?.alias).toBe("price");
    expect(graph.outbound.get("price")).toEqual([exampleFlows.orders.edges[1]]);
    expect(graph.outbound.has("save")).toBe(false);
    expect(graph.inbound.get("http")).toBeUndefined();
    expect(graph.inbound.get("nobody")).toBeUndefined();
    expect(graph.nodes.has("constructor")).toBe(false);
  });
});

describe("exampleCatalog", () => {
  it("is what the examples are judged by", () => {
    expect(exampleCatalog.triggers.map(({ kind }) => kind)).toEqual(["http", "queue", "cron"]);
  });
});
