import { describe, expect, it } from "vitest";
import { patched } from "../../docs/pages/flow-examples/example.ts";
import { exampleFlows } from "../../docs/pages/flow-examples/flows.ts";
import { parseFlowIr } from "./parse.ts";

const { orders } = exampleFlows;

function pointers(document: unknown): readonly (string | undefined)[] {
  const parsed = parseFlowIr(document);
  return parsed.ok ? [] : parsed.failure.map(({ location }) => location.pointer);
}

describe("parseFlowIr", () => {
  it("fills in defaults and keeps unknown fields", () => {
    const { control_surfaces: _, checkpoints: __, artifacts: ___, policies: ____, metadata: _____, ...least } = orders;
    const parsed = parseFlowIr({ ...least, "x-owner": "shop", nodes: [{ ...orders.nodes[0], note: 1 }] });
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        control_surfaces: [],
        checkpoints: [],
        artifacts: [],
        policies: { lint: { require_control_hints: false } },
        metadata: { tags: [] },
        "x-owner": "shop",
        nodes: [{ note: 1 }],
      },
    });
  });

  it.each([null, undefined, 1, "{}", true])("refuses %j as a whole", (document) => {
    expect(parseFlowIr(document)).toMatchObject({
      ok: false,
      failure: [{ code: "DAG001", location: { pointer: "" }, message: expect.stringContaining("the document: ") }],
    });
  });

  it("points to each field that does not fit", () => {
    const document = patched(orders, {
      version: "1",
      id: "orders",
      nodes: [{ alias: "price", effects: "some" }],
      edges: [{ from: "price", to: "save", buffer: { max_items: 1.5 } }],
      control_surfaces: [{ id: "a/b", kind: "", targets: "save", config: {} }],
    });
    expect(pointers(document)).toEqual([
      "/id",
      "/version",
      "/nodes/1/effects",
      "/edges/1/buffer/max_items",
      "/control_surfaces/0/kind",
      "/control_surfaces/0/targets",
    ]);
  });

  it("names the flow where it can", () => {
    const parsed = parseFlowIr({ name: "orders" });
    expect(parsed.ok || parsed.failure.every(({ location }) => location.flow === "orders")).toBe(true);
    expect(pointers({ name: 5 })).toContain("/name");
  });

  it.each(["1", "1.0", "01.0.0", "1.0.0-", "v1.0.0", "1.0.0 "])("does not take %j for a version", (version) => {
    expect(pointers({ ...orders, version })).toEqual(["/version"]);
  });

  it.each(["0.0.0", "1.2.3-alpha.1+build.5"])("takes %j for a version", (version) => {
    expect(pointers({ ...orders, version })).toEqual([]);
  });

  it("is not harmed by keys of prototypes", () => {
    const document: unknown = JSON.parse(
      JSON.stringify(orders).replace("{", '{"__proto__":{"polluted":1},"constructor":{},'),
    );
    const parsed = parseFlowIr(document);
    expect(parsed.ok).toBe(true);
    expect({}).not.toHaveProperty("polluted");
  });
});
