import { describe, expect, it } from "vitest";
import { fulfilOrder } from "../../examples/s4_orders/flow.ts";
import { node } from "../../gateway/node.ts";
import { looseFlow } from "../../testing/loose-flow.ts";
import { toDot } from "./dot.ts";
import { drawingOf } from "./drawing.ts";
import { layOut } from "./layout.ts";
import { toMermaid } from "./mermaid.ts";
import { toSvg } from "./svg.ts";

const drawing = drawingOf(fulfilOrder.ir);
const step = node({ run: (value) => value });

/** A chain of `groups` branches that meet again: five nodes each, and a trigger. */
function bigFlow(groups: number) {
  let built = looseFlow("big").node("n0", step);
  for (let group = 0; group < groups; group++) {
    const [source, left, right, join, next] = [`n${group}`, `l${group}`, `r${group}`, `j${group}`, `n${group + 1}`];
    built = built.node(left, step, { after: source }).node(right, step, { after: source });
    built = built.node(join, step, { after: [left, right] }).node(next, step, { after: join });
  }
  return built.respond(`n${groups}`);
}

describe("drawingOf", () => {
  it("shows triggers, branches, capabilities, effects and the result", () => {
    expect(
      drawing.nodes.map(({ alias, shape, effects, capture, notes }) => [alias, shape, effects, capture, notes]),
    ).toEqual([
      ["queue", "trigger", "read_only", false, ["queue orders"]],
      ["price", "branch", "pure", false, ["if /express"]],
      ["express", "node", "pure", false, []],
      ["standard", "node", "pure", false, []],
      ["receipt", "node", "effectful", false, ["blob write", "key /id"]],
      ["apply", "node", "effectful", false, ["state write", "key /id"]],
      ["save", "node", "effectful", true, ["kv write", "key /id"]],
    ]);
  });

  it("says on an edge when it is taken", () => {
    expect(drawing.edges.map(({ from, to, label, conditional }) => [from, to, label, conditional])).toEqual([
      ["queue", "price", "", false],
      ["price", "express", "then", true],
      ["price", "standard", "else", true],
      ["express", "receipt", "", false],
      ["standard", "receipt", "", false],
      ["express", "apply", "", false],
      ["standard", "apply", "", false],
      ["apply", "save", "", false],
    ]);
  });

  it("shows joins and items", () => {
    const built = looseFlow()
      .node("a", step)
      .node("b", step)
      .node("both", step, { after: ["a", "b"] });
    const { nodes } = drawingOf(built.forEach("each", step, { over: "both", items: "/a" }).respond("each").ir);
    expect(nodes.find(({ alias }) => alias === "both")?.notes).toEqual(["joins all"]);
    expect(nodes.find(({ alias }) => alias === "each")?.notes).toEqual(["for each /a of both"]);
  });
});

describe("toDot", () => {
  it("escapes what Graphviz would read", () => {
    const named = { ...drawing, name: 'a"b\\c' };
    expect(toDot([named])).toContain(String.raw`label="a\"b\\c 1.0.0"`);
  });
});

describe("toMermaid", () => {
  it("takes aliases that are words of Mermaid's own", () => {
    const text = toMermaid([drawingOf(looseFlow().node("end", step).respond("end").ir)]);
    expect(text).toContain('f0n1["<b>end</b>"]:::pure');
    expect(text).toContain("f0n0 --> f0n1");
  });

  it("escapes quotes and brackets", () => {
    expect(toMermaid([{ ...drawing, name: 'a"<b>' }])).toContain('subgraph f0 ["a#34;#60;b#62; 1.0.0"]');
  });
});

describe("toSvg", () => {
  it("escapes what XML would read", () => {
    expect(toSvg([{ ...drawing, name: "a<b>&" }])).toContain("a&lt;b&gt;&amp; 1.0.0");
  });

  it("draws no two nodes over each other", () => {
    const { nodes } = layOut(drawingOf(bigFlow(12).ir));
    expect(nodes).toHaveLength(50);
    const overlaps = nodes.flatMap((a, index) =>
      nodes.slice(index + 1).filter((b) => {
        const apart = a.box.x + a.box.width <= b.box.x || b.box.x + b.box.width <= a.box.x;
        return !apart && a.box.y < b.box.y + b.box.height && b.box.y < a.box.y + a.box.height;
      }),
    );
    expect(overlaps).toEqual([]);
  });

  it("leaves out an edge to a node that is not there", () => {
    const dangling = {
      ...drawing,
      edges: [...drawing.edges, { from: "price", to: "gone", label: "", conditional: false, detached: false }],
    };
    expect(layOut(dangling).edges).toHaveLength(drawing.edges.length);
  });
});

describe("a document from elsewhere", () => {
  const ir = fulfilOrder.ir;
  const renamed = (alias: string) => ({
    ...ir,
    nodes: ir.nodes.map((found) => (found.alias === "price" ? { ...found, alias } : found)),
    edges: ir.edges.map(({ from, to, ...edge }) => ({
      ...edge,
      from: from === "price" ? alias : from,
      to: to === "price" ? alias : to,
    })),
  });

  it.each(["constructor", "__proto__", "toString"])("is drawn whatever its nodes are called: %s", (alias) => {
    const { nodes, edges } = layOut(drawingOf(renamed(alias)));
    expect([nodes.length, edges.length]).toEqual([drawing.nodes.length, drawing.edges.length]);
    expect(nodes.every(({ box }) => Number.isFinite(box.x))).toBe(true);
  });

  it("is too large for a picture from a thousand nodes on, and not for text", () => {
    const [first] = ir.nodes;
    const nodes = Array.from({ length: 20_000 }, (_, index) => ({
      ...(first as NonNullable<typeof first>),
      alias: `n${index}`,
    }));
    const large = drawingOf({ ...ir, nodes });
    expect(() => toSvg([large])).toThrow(expect.objectContaining({ code: "CLI110" }));
    expect(toDot([large]).split("\n").length).toBeGreaterThan(20_000);
  });
});
