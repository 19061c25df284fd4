import { describe, expect, it } from "vitest";
import type { Graph } from "../wire.ts";
import { drawingOf } from "./drawing.ts";
import { layOut } from "./layout.ts";

const node = (alias: string, more: object = {}) =>
  ({ alias, kind: "inline", identifier: alias, effects: "pure", ...more }) as const;
const graph = {
  name: "orders",
  version: "1.0.0",
  nodes: [
    node("http", { kind: "trigger", trigger: { kind: "http", method: "POST", path: "/orders" } }),
    node("price"),
    node("express"),
    node("standard"),
    node("save", { effects: "effectful", effectHints: ["resource::kv::write"], join: "all" }),
  ],
  edges: [
    { from: "http", to: "price" },
    { from: "price", to: "express" },
    { from: "price", to: "standard" },
    { from: "express", to: "save" },
    { from: "standard", to: "save", detached: true },
  ],
  control_surfaces: [
    { kind: "if", config: { source: "price", selector_pointer: "/express", then: "express", else: "standard" } },
  ],
} satisfies Graph;

describe("drawingOf", () => {
  it("shows triggers, branches, joins, effects and the result", () => {
    const { nodes, edges } = drawingOf(graph);
    const of = (alias: string) => nodes.find((one) => one.alias === alias);
    expect(of("http")).toMatchObject({ shape: "trigger", notes: ["POST /orders"] });
    expect(of("price")).toMatchObject({ shape: "branch", notes: ["if /express"] });
    expect(of("save")).toMatchObject({ effects: "effectful", capture: true, notes: ["kv write", "joins all"] });
    expect(edges.map(({ label }) => label)).toEqual(["", "then", "else", "", ""]);
    expect(edges.map(({ detached }) => detached)).toEqual([false, false, false, false, true]);
  });
});

describe("layOut", () => {
  it.each([true, false])("places what comes after behind what comes before (wide: %s)", (wide) => {
    const { nodes, edges } = layOut(drawingOf(graph), wide);
    const start = (alias: string) => {
      const box = nodes.find(({ node: { alias: name } }) => name === alias)?.box;
      return (wide ? box?.x : box?.y) ?? Number.NaN;
    };
    for (const { from, to } of graph.edges) expect(start(from)).toBeLessThan(start(to));
    expect(edges.every(({ points }) => points.length > 1)).toBe(true);
  });

  it("leaves out an edge to a node that is not there", () => {
    const broken: Graph = { ...graph, edges: [...graph.edges, { from: "save", to: "nowhere" }] };
    expect(layOut(drawingOf(broken), true).edges).toHaveLength(graph.edges.length);
  });
});
