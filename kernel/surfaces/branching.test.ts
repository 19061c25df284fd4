import { describe, expect, it } from "vitest";
import { findings, patched } from "../../docs/pages/flow-examples/example.ts";
import { exampleFlows } from "../../docs/pages/flow-examples/flows.ts";
import type { IrSurface } from "../ir/schema.ts";
import { ifSurface } from "./if.ts";
import type { Surface } from "./surface.ts";
import { switchSurface } from "./switch.ts";

const [ifPrice, switchPrice] = [exampleFlows.branches, exampleFlows.kinds].map(
  ({ control_surfaces }) => control_surfaces[0] as IrSurface,
) as [IrSurface, IrSurface];

const steps: Readonly<Record<string, number>> = { price: 1, express: 2, standard: 3, ship: 4 };

function chooser(surface: Surface, declared: IrSurface) {
  const effect = surface.plan?.(declared, (alias) => steps[alias] as number).price;
  const choose = effect?.branch?.choose;
  return (output: unknown) => {
    const chosen = choose?.(output);
    return chosen?.ok ? chosen.value : chosen?.failure;
  };
}

/** Codes and messages of a surface with other config fields. */
function said(flow: "branches" | "kinds", config: object, targets?: readonly string[]): readonly string[] {
  const surface = exampleFlows[flow].control_surfaces[0] as IrSurface;
  const changed = { id: surface.id, config: { ...surface.config, ...config }, ...(targets && { targets }) };
  const document = patched(exampleFlows[flow], { control_surfaces: [changed] });
  return findings(document).map(({ code, message }) => `${code} ${message}`);
}

describe("ifSurface", () => {
  const choose = chooser(ifSurface, ifPrice);

  it("takes the branch that the boolean names", () => {
    expect(choose({ express: true })).toBe(2);
    expect(choose({ express: false })).toBe(3);
  });

  it.each([
    [{}, "missing"],
    [{ express: "true" }, "string"],
    [{ express: null }, "null"],
    [{ express: [] }, "array"],
    [undefined, "missing"],
    [7, "missing"],
  ])("gives RUN021 with the pointer for %j", (output, found) => {
    expect(choose(output)).toMatchObject({
      code: "RUN021",
      details: { surface: "if:price", node: "price", pointer: "/express", expected: "boolean", found },
    });
  });

  it("reaches no property of a prototype", () => {
    for (const selector_pointer of ["/__proto__/polluted", "/constructor", "/__proto__"]) {
      const probe = chooser(ifSurface, { ...ifPrice, config: { ...ifPrice.config, selector_pointer } });
      expect(probe({})).toMatchObject({ code: "RUN021", details: { found: "missing" } });
    }
  });

  it("decides between both branches, one of which is always taken", () => {
    expect(ifSurface.decides?.(ifPrice)).toEqual({ source: "price", targets: ["express", "standard"], total: true });
    expect(ifSurface.decides?.({ ...ifPrice, config: {} })).toBeUndefined();
  });

  it.each([
    [{ v: 2 }, ["CTRL120 config/v must be 1, but is 2"]],
    [{ v: undefined }, ["CTRL120 config/v must be 1, but is undefined"]],
    [{ then: 1 }, ["CTRL120 config/then must be the alias of a node, but is 1"]],
    [{ else: "" }, ['CTRL120 config/else must be the alias of a node, but is ""']],
    [
      { selector_pointer: "#/a" },
      ['CTRL120 config/selector_pointer must be a JSON Pointer (RFC 6901), such as /items, but is "#/a"'],
    ],
    [
      { source: 0, then: 0 },
      [
        "CTRL120 config/source must be the alias of a node, but is 0",
        "CTRL120 config/then must be the alias of a node, but is 0",
      ],
    ],
  ])("refuses a config with %j", (config, messages) => {
    expect(said("branches", config)).toEqual(messages);
  });

  it("asks for aliases that exist, for their edges and for targets", () => {
    expect(said("branches", { source: "prize" }, ["prize", "express", "standard"])).toEqual([
      "CTRL120 no node is called prize",
    ]);
    expect(said("branches", { else: "slow" }, ["price", "express", "slow"])).toEqual([
      "CTRL121 no edge leads from price to slow, and no node is called that",
    ]);
    expect(said("branches", {}, ["price", "express"])).toEqual(["CTRL120 targets lacks standard, which config names"]);
    expect(said("branches", {}, ["price", "express", "standard", "ship"])).toEqual([]);
    expect(said("branches", {}, ["price", "express", "standard", "sheep"])).toEqual([
      "CTRL120 no node is called sheep",
    ]);
  });

  it("may name one branch for both answers", () => {
    expect(said("branches", { else: "express" })).toEqual([
      "DAG210 the edges from express and standard into ship can both be live, and ship takes one input",
    ]);
  });
});

describe("switchSurface", () => {
  it("takes the case that matches exactly, else the default", () => {
    const choose = chooser(switchSurface, switchPrice);
    expect(choose({ kind: "express" })).toBe(2);
    expect(choose({ kind: "Express" })).toBe(3);
    expect(choose({ kind: "" })).toBe(3);
  });

  it("takes no branch without a match and a default", () => {
    const { default: _, ...config } = switchPrice.config;
    const choose = chooser(switchSurface, { ...switchPrice, config });
    expect(choose({ kind: "other" })).toBe(-1);
    expect(choose({ kind: "toString" })).toBe(-1);
    expect(choose({ kind: "__proto__" })).toBe(-1);
  });

  it("takes cases that are called like what objects inherit", () => {
    const cases = JSON.parse('{"constructor":"express","__proto__":"standard"}') as object;
    const choose = chooser(switchSurface, { ...switchPrice, config: { ...switchPrice.config, cases, default: null } });
    expect(choose({ kind: "constructor" })).toBe(2);
    expect(choose({ kind: "__proto__" })).toBe(3);
    expect(choose({ kind: "toString" })).toBe(-1);
  });

  it("gives RUN021 for what is no string", () => {
    expect(chooser(switchSurface, switchPrice)({ kind: 1 })).toMatchObject({
      code: "RUN021",
      details: { pointer: "/kind", expected: "string", found: "number" },
    });
  });

  it("always takes a branch only with a default", () => {
    const { default: _, ...config } = switchPrice.config;
    expect(switchSurface.decides?.(switchPrice)).toEqual({
      source: "price",
      targets: ["express", "standard"],
      total: true,
    });
    expect(switchSurface.decides?.({ ...switchPrice, config })?.total).toBe(false);
    expect(switchSurface.decides?.({ ...switchPrice, config: { source: "price", cases: 5 } })?.targets).toEqual([]);
    expect(switchSurface.decides?.({ ...switchPrice, config: {} })).toBeUndefined();
  });

  it.each([
    { cases: undefined },
    { cases: null },
    { cases: [] },
    { cases: ["express"] },
    { cases: {} },
    { cases: { a: 1 } },
    { cases: { a: "" } },
    { default: 3 },
  ])("refuses a config with %j", (config) => {
    expect(said("kinds", config).map((message) => message.split(" ")[0])).toEqual(["CTRL110"]);
  });

  it("asks for the edge of each branch once", () => {
    const cases = { a: "ship", b: "ship" };
    expect(said("kinds", { cases }, ["price", "ship", "standard"])).toEqual([
      "CTRL111 no edge leads from price to ship",
    ]);
  });
});
