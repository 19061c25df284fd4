import { describe, expect, it } from "vitest";
import { exampleDocument, findings, patched } from "../../docs/pages/flow-examples/example.ts";
import { exampleCatalog, exampleEdge, exampleFlows, exampleNode } from "../../docs/pages/flow-examples/flows.ts";
import { examples } from "../../docs/pages/flow-examples/index.ts";
import { authoringCodes } from "../errors/authoring-codes.ts";
import { validate } from "./validate.ts";

const codesOf = (document: unknown) => findings(document).map(({ code }) => code);

describe("validate", () => {
  it.each(Object.entries(exampleFlows))("finds nothing wrong with %s", (_name, ir) => {
    expect(findings(ir)).toEqual([]);
  });

  it.each(examples.map((example) => [example.code, example] as const))("raises %s where it should", (code, example) => {
    expect(codesOf(exampleDocument(example, example.wrong))).toContain(code);
    expect(codesOf(exampleDocument(example, example.right))).not.toContain(code);
  });

  it.each(examples.map((example) => [example.code, example] as const))(
    "has no error with the flow beside that of %s",
    (_code, example) => {
      const found = findings(exampleDocument(example, example.right));
      expect(found.filter(({ severity }) => severity === "error")).toEqual([]);
    },
  );

  it("has an example for every code about a flow", () => {
    const codes = [...Object.keys(authoringCodes), "EGRESS101", "SECR201"];
    expect(examples.map(({ code }) => code).sort()).toEqual(codes.sort());
  });

  it("gives all findings at once, by rule, the same each time", () => {
    const document = patched(exampleFlows.orders, {
      capture: "saved",
      nodes: [{ alias: "price", effectHints: ["resource::kv::write"], streams: "json" }],
      edges: [
        { from: "price", to: "save", timeout_ms: -1, delivery: "exactly_once" },
        { from: "save", to: "gone" },
      ],
      control_surfaces: [{ id: "w", kind: "window", targets: [], config: { v: 1 } }],
    });
    const codes = ["DAG202", "DAG202", "DAG102", "CTRL101", "CTRL901", "EFFECT201", "EXACT001"];
    expect(codesOf(document)).toEqual(codes);
    expect(findings(document)).toEqual(findings(structuredClone(document)));
  });

  it("gives each finding a place, a message and a fix", () => {
    for (const example of examples) {
      for (const { location, message, fix } of findings(exampleDocument(example, example.wrong))) {
        expect(location.flow).toBe(example.wrong.name ?? "orders");
        expect(message).not.toBe("");
        expect(fix).not.toBe("");
      }
    }
  });

  it("lets a subflow do without a trigger, but not without a capture", () => {
    const { nodes, edges, ...rest } = exampleFlows.lines;
    const inner = { ...rest, nodes: nodes.slice(1), edges: edges.slice(1) };
    expect(validate(inner, exampleCatalog, { subflow: true })).toEqual([]);
    expect(validate(inner, exampleCatalog).map(({ code }) => code)).toEqual(["DAG204", "DAG206"]);
    const open = { ...inner, capture: "gone" };
    expect(validate(open, exampleCatalog, { subflow: true }).map(({ code }) => code)).toEqual(["DAG202"]);
  });

  it("looks at a chain, a fan and a cycle of 10,000 nodes without exhausting the stack", () => {
    const aliases = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
    const nodes = [...exampleFlows.orders.nodes.slice(0, 1), ...aliases.map((alias) => exampleNode(alias))];
    const chain = aliases.map((alias, index) => exampleEdge(index === 0 ? "http" : `n${index - 1}`, alias));
    const fan = aliases.flatMap((alias) => [exampleEdge("http", alias), exampleEdge(alias, "end")]);
    const long = { ...exampleFlows.orders, nodes, edges: chain, capture: "n9999" };
    const wide = { ...long, nodes: [...nodes, exampleNode("end", { join: "all" })], edges: fan, capture: "end" };
    const loop = { ...long, edges: [...chain, exampleEdge("n9999", "n0")] };
    expect(codesOf(long)).toEqual([]);
    expect(codesOf(wide)).toEqual([]);
    expect(codesOf(loop)).toEqual(["DAG200"]);
    expect(findings(loop)[0]?.message).toMatch(/: n0 -> .* -> \(9980 more\) -> .* -> n9999 -> n0$/);
  });
});
