import { describe, expect, it } from "vitest";
import { type Fragment, findings, patched } from "../../docs/pages/flow-examples/example.ts";
import { exampleFlows } from "../../docs/pages/flow-examples/flows.ts";
import { failure } from "../errors/failure.ts";
import type { IrSurface } from "../ir/schema.ts";
import { planCatch } from "./catch.ts";

const catching = (config: object = {}): IrSurface => ({
  id: "catch:price",
  kind: "error_handler",
  targets: ["price", "undo"],
  config: { v: 1, scope: { nodes: ["price"] }, strategy: "catch", to: "undo", ...config },
});

const caught: Fragment = { nodes: [{ alias: "undo" }], edges: [{ from: "price", to: "undo", on: "failure" }] };

/** What is said of `orders` with a handler that catches. */
const said = (config: object, fragment: Fragment = caught, ...more: readonly IrSurface[]) =>
  findings(
    patched(exampleFlows.orders, {
      capture_optional: true,
      ...fragment,
      control_surfaces: [catching(config), ...more] as never,
    }),
  ).map(({ code, message }) => `${code} ${message}`);

describe("an error_handler that catches", () => {
  it("is right where an edge takes the failure", () => {
    expect(said({})).toEqual([]);
    expect(said({ codes: ["A"], classes: ["permanent"] })).toEqual([]);
  });

  it.each([
    { to: undefined },
    { to: "" },
    { scope: undefined },
    { scope: { nodes: [] } },
    { codes: "A" },
    { codes: [1] },
    { classes: "permanent" },
    { classes: ["never"] },
  ])("refuses a config with %j", (config) => {
    expect(said(config)).toContainEqual(expect.stringMatching(/^CTRL130 config\/.+/));
  });

  it("wants the edge, and nodes that are there and can fail", () => {
    expect(said({}, { nodes: [{ alias: "undo" }], edges: [{ from: "price", to: "undo" }] })).toContain(
      "CTRL132 no edge with `on: failure` leads from price to undo",
    );
    expect(said({ to: "nobody" })).toContain("CTRL131 no node is called nobody");
    expect(said({ scope: { nodes: ["http"] } })).toContainEqual(expect.stringContaining("http is a trigger"));
  });

  it("has nothing to catch where another handler lets the node go", () => {
    const drop: IrSurface = {
      id: "drop",
      kind: "error_handler",
      targets: ["price"],
      config: { v: 1, scope: { nodes: ["price"] }, strategy: "continue" },
    };
    expect(said({}, caught, drop)).toContainEqual(expect.stringContaining("has no failure to catch"));
  });

  it("takes a failure of its codes and its classes", () => {
    const takes = (config: object) => planCatch(catching(config)).price?.catches?.takes(failure("RUN010"));
    expect(takes({})).toBe(true);
    expect(takes({ codes: ["RUN010"] })).toBe(true);
    expect(takes({ codes: ["OTHER"] })).toBe(false);
    expect(takes({ classes: ["transient"] })).toBe(false);
    expect(takes({ codes: ["RUN010"], classes: ["unknown"] })).toBe(failure("RUN010").retry === "unknown");
  });
});
