import { describe, expect, it } from "vitest";
import { type Fragment, findings, patched } from "../../docs/pages/flow-examples/example.ts";
import { exampleFlows } from "../../docs/pages/flow-examples/flows.ts";
import type { IrSurface } from "../ir/schema.ts";
import { forEachSurface } from "./for-each.ts";

const declared = exampleFlows.lines.control_surfaces[0] as IrSurface;
const withConfig = (config: object) => ({ ...declared, config: { ...declared.config, ...config } });
const each = (surface: IrSurface) => forEachSurface.plan?.(surface, () => 0).line?.each;

function said({ control_surfaces = [], ...rest }: Fragment): readonly string[] {
  return findings(patched(exampleFlows.lines, { ...rest, control_surfaces })).map(
    ({ code, message }) => `${code} ${message}`,
  );
}

describe("forEachSurface", () => {
  it("gives the items, six at once by default", () => {
    expect(each(declared)?.items({ lines: [1, 2] })).toEqual({ ok: true, value: [1, 2] });
    expect(each(declared)?.concurrency).toBe(6);
    expect(each(withConfig({ concurrency: 2 }))?.concurrency).toBe(2);
    expect(each(withConfig({ items_pointer: "" }))?.items([3])).toEqual({ ok: true, value: [3] });
  });

  it.each([[{}], [{ lines: { length: 1 } }], [{ lines: "ab" }], [null]])("gives RUN021 for %j", (output) => {
    expect(each(declared)?.items(output)).toMatchObject({
      ok: false,
      failure: {
        code: "RUN021",
        message: expect.stringContaining("not an array"),
        details: { surface: "for_each:line", node: "order", pointer: "/lines", expected: "array" },
      },
    });
  });

  it.each([{ concurrency: 0 }, { concurrency: 1.5 }, { items_pointer: "lines" }, { body_entry: null }, { v: "1" }])(
    "refuses a config with %j",
    (config) => {
      const messages = said({ control_surfaces: [withConfig(config)] });
      expect(messages).toEqual([expect.stringMatching(/^CTRL130 config\/\w+ must be /)]);
    },
  );

  it("names unknown aliases and the missing edge", () => {
    const unknown = { ...withConfig({ source: "orders" }), targets: ["orders", "line", "lime"] };
    expect(said({ control_surfaces: [unknown] })).toEqual([
      "CTRL131 no node is called orders",
      "CTRL131 no node is called lime",
    ]);
    const apart = { ...withConfig({ source: "http" }), targets: ["http", "line"] };
    expect(said({ control_surfaces: [apart] })).toEqual(["CTRL132 no edge leads from http to line"]);
  });

  it("refuses a body that cannot take items one by one", () => {
    expect(said({ nodes: [{ alias: "line", join: "all" }] })).toEqual([
      "CTRL130 body_entry line joins its inputs, but takes one item at a time",
    ]);
    expect(said({ nodes: [{ alias: "line", streams: "json" }] })).toEqual([
      "DAG102 line streams but is not the capture node",
      "CTRL130 body_entry line streams, but its outputs are collected into a list",
    ]);
    expect(said({ edges: [{ from: "http", to: "line" }] })).toEqual([
      "DAG210 the edges from order and http into line can both be live, and line takes one input",
      "CTRL130 body_entry line has other inbound edges; only the items may lead to it",
    ]);
    const trigger = { ...withConfig({ body_entry: "http" }), targets: ["order", "http"] };
    expect(said({ edges: [{ from: "order", to: "http" }], control_surfaces: [trigger] })).toContain(
      "CTRL130 body_entry http is a trigger, which runs nothing",
    );
  });

  it("takes one list per body", () => {
    const again = { ...declared, id: "again" };
    expect(said({ control_surfaces: [again] })).toEqual([
      "CTRL130 the input of line is already set by surface for_each:line",
    ]);
  });

  it("leaves the schemas at its edges alone, as one side is a list", () => {
    const named = (name: string) => ({ kind: "named", name });
    const nodes = [
      { alias: "order", out_schema: named("Order") },
      { alias: "line", in_schema: named("Line"), out_schema: named("Price") },
      { alias: "total", in_schema: named("Prices") },
    ];
    expect(said({ nodes })).toEqual([]);
  });
});
