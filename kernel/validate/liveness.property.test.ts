import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleCatalog, exampleEdge, exampleFlows, exampleNode } from "../../docs/pages/flow-examples/flows.ts";
import type { FlowIr, IrSurface } from "../ir/schema.ts";
import { validate } from "./validate.ts";

const RUNS = { numRuns: 500 };

interface Sketch {
  readonly size: number;
  readonly triggers: number;
  /** Edges as pairs of places; the lower one is the source. */
  readonly pairs: readonly (readonly [number, number])[];
  readonly choices: readonly { readonly at: number; readonly targets: readonly number[]; readonly total: boolean }[];
}

const sketches: fc.Arbitrary<Sketch> = fc.record({
  size: fc.integer({ min: 3, max: 7 }),
  triggers: fc.integer({ min: 1, max: 2 }),
  pairs: fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { minLength: 3, maxLength: 14 }),
  choices: fc.array(
    fc.record({ at: fc.nat(8), targets: fc.array(fc.nat(8), { minLength: 1, maxLength: 3 }), total: fc.boolean() }),
    { maxLength: 4 },
  ),
});

/** Any acyclic flow with switches anywhere, most of them not valid. */
function flowOf({ size, triggers, pairs, choices }: Sketch): FlowIr {
  const total = size + triggers;
  const alias = (place: number) => (place < triggers ? `t${place}` : `n${place}`);
  const edges = pairs
    .map(([a, b]) => [Math.min(a, b) % total, Math.max(a, b) % total] as const)
    .filter(([from, to]) => from < to && to >= triggers)
    .map(([from, to]) => exampleEdge(alias(from), alias(to)));
  const places = Array.from({ length: total }, (_, place) => alias(place));
  const taken = new Set<number>();
  const surfaces = choices.flatMap(({ at, targets, total: isTotal }): IrSurface[] => {
    const source = alias(at % total);
    const followers = edges.filter(({ from }) => from === source).map(({ to }) => to);
    if (followers.length === 0 || taken.has(at % total)) return [];
    taken.add(at % total);
    const picked = targets.map((target) => followers[target % followers.length] as string);
    const cases = Object.fromEntries(picked.map((target, index) => [`case${index}`, target]));
    const config = { v: 1, source, selector_pointer: "", cases, ...(isTotal && { default: picked[0] }) };
    return [{ id: source, kind: "switch", targets: [source, ...picked], config }];
  });
  return {
    ...exampleFlows.orders,
    nodes: places.map((name) => exampleNode(name, name.startsWith("t") ? { kind: "trigger" } : {})),
    edges,
    control_surfaces: surfaces,
  };
}

/** Every run there can be, by trying each answer of each switch: nodes that two live edges lead into. */
function clashesByRunning(ir: FlowIr): ReadonlySet<string> {
  const clashing = new Set<string>();
  const answersOf = new Map(
    ir.control_surfaces.map(({ config }) => {
      const cases = Object.values(config.cases as object) as (string | undefined)[];
      return [config.source as string, { targets: cases, answers: config.default ? cases : [...cases, undefined] }];
    }),
  );
  const run = (places: readonly string[], live: ReadonlySet<string>, arriving: readonly string[]): void => {
    const [place, ...rest] = places;
    if (place === undefined) return;
    const inputs = arriving.filter((to) => to === place).length;
    if (inputs > 1) clashing.add(place);
    const runs = inputs > 0 || live.has(place);
    const out = runs ? ir.edges.filter(({ from }) => from === place).map(({ to }) => to) : [];
    const { targets, answers } = answersOf.get(place) ?? { targets: [], answers: [undefined] };
    for (const answer of runs ? answers : [undefined]) {
      run(rest, live, [...arriving, ...out.filter((to) => to === answer || !targets.includes(to))]);
    }
  };
  const places = ir.nodes.map(({ alias }) => alias);
  for (const { alias, kind } of ir.nodes) if (kind === "trigger") run(places, new Set([alias]), []);
  return clashing;
}

const refused = (ir: FlowIr) =>
  new Set(
    validate(ir, exampleCatalog)
      .filter(({ code }) => code === "DAG210")
      .map(({ location }) => location.node ?? location.edge?.to),
  );

describe("inputsAreSingle", () => {
  it("lets no flow pass in which a run could bring two inputs to one node", () => {
    fc.assert(
      fc.property(sketches, (sketch) => {
        const ir = flowOf(sketch);
        const found = refused(ir);
        expect([...clashesByRunning(ir)].filter((alias) => !found.has(alias))).toEqual([]);
      }),
      RUNS,
    );
  });

  it("refuses only what it can run into, where each node is entered from one place", () => {
    fc.assert(
      fc.property(sketches, (sketch) => {
        const ir = flowOf(sketch);
        const last = ir.nodes.at(-1)?.alias;
        const entered = new Set<string>();
        const edges = ir.edges.filter(({ to }) => to === last || (!entered.has(to) && entered.add(to)));
        const control_surfaces = ir.control_surfaces.filter(({ targets: [source = "", ...targets] }) =>
          targets.every((to) => edges.some((edge) => edge.from === source && edge.to === to)),
        );
        const tree = { ...ir, edges, control_surfaces };
        expect([...refused(tree)]).toEqual([...clashesByRunning(tree)]);
      }),
      RUNS,
    );
  });
});
