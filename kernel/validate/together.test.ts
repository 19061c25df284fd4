import { describe, expect, it } from "vitest";
import { exampleCatalog, exampleFlows } from "../../docs/pages/flow-examples/flows.ts";
import type { FlowIr } from "../ir/schema.ts";
import { validateTogether } from "./together.ts";

const { orders } = exampleFlows;

function mounted(name: string, trigger: { readonly kind: string; readonly [field: string]: unknown }): FlowIr {
  return {
    ...orders,
    name,
    nodes: orders.nodes.map((node) => (node.kind === "trigger" ? { ...node, trigger } : node)),
  };
}

const said = (...irs: readonly FlowIr[]) =>
  validateTogether(irs, exampleCatalog).map(({ code, location, message }) => `${code} ${location.flow}: ${message}`);

const http = (path: string) => ({ kind: "http", method: "POST", path });

describe("validateTogether", () => {
  it("lets flows with their own names and routes stand together", () => {
    expect(
      said(mounted("a", http("/a")), mounted("b", http("/b")), mounted("c", { kind: "queue", queue: "q" })),
    ).toEqual([]);
    expect(said()).toEqual([]);
  });

  it("finds each name that stands for two flows", () => {
    const newer = { ...mounted("a", http("/b")), version: "2.0.0" };
    expect(said(mounted("a", http("/a")), newer)).toEqual(["DAG205 a: a@2.0.0 has the name of a@1.0.0"]);
    expect(said(mounted("a", http("/a")), mounted("A", http("/b")))).toEqual([
      "DAG205 A: A@1.0.0 has the name of a@1.0.0",
    ]);
  });

  it("finds each claim that two flows have, and names the first", () => {
    expect(said(mounted("a", http("/x")), mounted("b", http("/x")), mounted("c", http("/x")))).toEqual([
      "DAG103 b: POST /x is already claimed by flow a",
      "DAG103 c: POST /x is already claimed by flow a",
    ]);
    const queue = { kind: "queue", queue: "orders" };
    expect(said(mounted("a", queue), mounted("b", queue))).toEqual([
      "DAG103 b: queue orders is already claimed by flow a",
    ]);
  });

  it("lets several flows share a tick", () => {
    const tick = { kind: "cron", schedule: "* * * * *" };
    expect(said(mounted("a", tick), mounted("b", tick))).toEqual([]);
  });

  it("leaves to the flow what it claims twice itself", () => {
    const [trigger, ...rest] = mounted("a", http("/x")).nodes;
    const twice = { ...orders, name: "a", nodes: [trigger, { ...trigger, alias: "again" }, ...rest] } as FlowIr;
    expect(said(twice)).toEqual([]);
  });

  it("ignores triggers of a kind that nobody knows", () => {
    expect(said(mounted("a", { kind: "smoke" }), mounted("b", { kind: "smoke" }))).toEqual([]);
  });
});
