import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runFlow } from "../../../testing/kernel-run.ts";
import { flowOf, programs } from "../../../testing/random-program.ts";
import { NONE, referenceRun } from "../../../testing/reference-run.ts";
import { stepFlowOf, withLiveJoins } from "../../../testing/step-program.ts";
import type { FlowIr } from "../../ir/schema.ts";
import { validate } from "../../validate/validate.ts";

const catalog = { hints: [], triggers: [{ kind: "http", claim: () => undefined, replies: true }] };
const random = programs(false).map(withLiveJoins);
const RUNS = { numRuns: 300 };

const sorted = (parts: readonly unknown[]) => parts.map((part) => JSON.stringify(part)).sort();

/** The graph of a document, in no order. A join of steps knows which of its inputs are sure, one of the builder is told. */
const graphOf = ({ nodes, edges, control_surfaces }: FlowIr) => ({
  nodes: sorted(nodes.map(({ needs: _, ...node }) => node)),
  edges: sorted(edges),
  surfaces: sorted(control_surfaces),
});

describe("a random program written in steps", () => {
  it("has the graph that the builder makes of it", () =>
    fc.assert(
      fc.property(random, (program) => {
        const { ir } = stepFlowOf(program, () => undefined);
        expect(graphOf(ir)).toEqual(graphOf(flowOf(program, () => undefined).ir));
        expect(validate(ir, catalog)).toEqual([]);
      }),
      RUNS,
    ));

  it("runs as the reference does", async () => {
    await fc.assert(
      fc.asyncProperty(random, fc.jsonValue({ maxDepth: 2 }), async (program, payload) => {
        const ran: string[] = [];
        const written = stepFlowOf(program, (alias) => ran.push(alias));
        const expected = referenceRun(program, payload);
        const value = expected.value === NONE ? undefined : expected.value;
        expect(await runFlow(written, payload)).toMatchObject({ kind: "completed", value });
        expect(ran.toSorted()).toEqual(expected.ran.toSorted());
      }),
      RUNS,
    );
  });
});
