import * as v from "valibot";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { Flow } from "./definition.ts";
import { flow } from "./flow.ts";
import { node } from "./node.ts";
import { type } from "./schema.ts";
import type { TriggerSpec } from "./trigger.ts";

const Order = v.object({ id: v.string(), total: v.number(), express: v.boolean(), kind: v.string() });
const http: TriggerSpec = { kind: "http", wiring: { kind: "http", method: "POST", path: "/orders" } };
const queue: TriggerSpec = { kind: "queue", wiring: { kind: "queue", queue: "orders" } };
const typed: TriggerSpec<{ name: string }> = { kind: "http", wiring: { kind: "http" } };

const price = node({
  input: Order,
  output: v.object({ ...Order.entries, due: v.number() }),
  run: (order) => ({ ...order, due: order.total * 1.2 }),
});
const save = node({ input: price.output, run: async (order) => ({ saved: order.id }) });
const greet = node({ input: v.object({ name: v.string() }), run: ({ name }) => `hello ${name}` });
const join = node({
  input: v.object({ price: price.output, save: v.object({ saved: v.string() }) }),
  run: ({ save: { saved } }) => saved,
});
const list = node({ run: () => ({ lines: [{ sku: "a" }], count: 1 }) });
const line = node({ input: type<{ sku: string }>(), run: ({ sku }) => sku.length });
const total = node({ input: type<readonly number[]>(), run: (lengths) => lengths.length });

const priced = flow("orders", "1.0.0").on(http, queue).node("price", price);

describe("flow", () => {
  it("joins nodes whose types fit and gives the types at both ends", () => {
    const orders = priced.node("save", save, { after: "price" }).respond("save");
    expectTypeOf(orders).toExtend<Flow<v.InferInput<typeof Order>, { saved: string }>>();
    const joined = priced.node("save", save, { after: "price" }).node("join", join, { after: ["price", "save"] });
    expectTypeOf(joined.respond("join")).toExtend<Flow<never, string>>();
    expect(orders.definition.placed.map(({ alias }) => alias)).toEqual(["price", "save"]);
  });

  it("takes a flow as a node", () => {
    const orders = priced.node("save", save, { after: "price" }).respond("save");
    const outer = flow("outer", "1.0.0").on(http).node("price", price).node("inner", orders, { after: "price" });
    expectTypeOf(outer.respond("inner")).toExtend<Flow<never, { saved: string }>>();
    // @ts-expect-error: the subflow takes an order
    flow("outer", "1.0.0").on(typed).node("inner", orders);
    expect(outer.respond("inner").ir.nodes.map(({ kind }) => kind)).toEqual(["trigger", "inline", "subflow"]);
  });

  it("does not compile when an alias is unknown", () => {
    // @ts-expect-error: no node is called prise
    priced.node("save", save, { after: "prise" });
    // @ts-expect-error: one of the joined is unknown
    priced.node("save", save, { after: ["price", "prise"] });
    // @ts-expect-error: nor does the reply
    expect(priced.respond("save").ir.capture).toBe("save");
  });

  it("does not compile when an edge's types do not fit", () => {
    // @ts-expect-error: price gives no name
    priced.node("greet", greet, { after: "price" });
    // @ts-expect-error: a join gives an object by alias
    priced.node("save", save, { after: ["price"] });
    // @ts-expect-error: the payload is a name, not an order
    flow("orders", "1.0.0").on(typed).node("price", price);
    expect(flow("greet", "1.0.0").on(typed).node("greet", greet).respond("greet").name).toBe("greet");
  });

  it("checks what a for_each, an if and a switch point at", () => {
    const sized = flow("lines", "1.0.0")
      .on(http)
      .node("list", list)
      .forEach("line", line, { over: "list", items: "/lines" });
    expectTypeOf(sized.node("total", total, { after: "line" }).respond("total")).toExtend<Flow<never, number>>();
    // @ts-expect-error: /count is no array
    flow("lines", "1.0.0").on(http).node("list", list).forEach("line", line, { over: "list", items: "/count" });
    const branched = priced.node("a", save, { after: "price" }).node("b", save, { after: "price" });
    branched.if("price", "/express", { then: "a", else: "b" }).switch("price", "/kind", { cases: { x: "a" } });
    // @ts-expect-error: /total is no boolean
    branched.if("price", "/total", { then: "a", else: "b" });
    // @ts-expect-error: /total is no string
    branched.switch("price", "/total", { cases: { x: "a" } });
    // @ts-expect-error: no node is called c
    const wrong = branched.if("price", "/express", { then: "a", else: "c" });
    expect(wrong.respond("a").ir.control_surfaces).toHaveLength(1);
  });
});

describe("node", () => {
  it("does not compile when run gives what its output schema does not take", () => {
    // @ts-expect-error: total is a number
    const wrong = node({ input: Order, output: Order, run: (order) => ({ ...order, total: "1" }) });
    expect(wrong.kind).toBe("node");
  });

  it("types a stream by its items", () => {
    const ticks = node({
      output: v.number(),
      stream: "json",
      run: async function* () {
        yield 1;
      },
    });
    expectTypeOf(flow("t", "1.0.0").on(http).node("ticks", ticks).respond("ticks")).toExtend<Flow<never, number>>();
    // @ts-expect-error: a stream has to be iterable
    const wrong = node({ stream: "json", run: () => 1 });
    expect(wrong.stream).toBe("json");
  });
});
