import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runFlow } from "../../testing/kernel-run.ts";
import { flowOf, programs } from "../../testing/random-program.ts";
import { NONE, referenceRun } from "../../testing/reference-run.ts";
import { failureOf } from "../outcome.ts";
import { validate } from "../validate/validate.ts";

const catalog = { hints: [], triggers: [{ kind: "http", claim: () => undefined, replies: true }] };
const RUNS = { numRuns: 400 };

describe("run, against a reference by recursion", () => {
  it("gives the same value and runs the same nodes, and never one of a branch not taken", async () => {
    await fc.assert(
      fc.asyncProperty(programs(false), fc.jsonValue({ maxDepth: 2 }), async (program, payload) => {
        const ran: string[] = [];
        const outcome = await runFlow(
          flowOf(program, (alias) => ran.push(alias)),
          payload,
        );
        const expected = referenceRun(program, payload);
        if (expected.value === NONE) expect(outcome).toMatchObject({ kind: "failed", failure: { code: "RUN020" } });
        else expect(outcome).toMatchObject({ kind: "completed", value: expected.value });
        expect(ran.toSorted()).toEqual(expected.ran.toSorted());
      }),
      RUNS,
    );
  });

  it("fails at a node that fails, whatever else runs beside it", async () => {
    await fc.assert(
      fc.asyncProperty(programs(true), async (program) => {
        const ran: string[] = [];
        const outcome = await runFlow(
          flowOf(program, (alias) => ran.push(alias)),
          null,
        );
        const expected = referenceRun(program, null);
        if (expected.failed.length > 0) {
          expect(outcome).toMatchObject({ kind: "failed", failure: { code: "RUN010" } });
          expect(expected.failed).toContain(failureOf(outcome)?.details?.node);
        }
        const known = new Set(expected.ran);
        expect(ran.filter((alias) => !known.has(alias))).toEqual([]);
      }),
      RUNS,
    );
  });

  it("is only given programs that validate", () =>
    fc.assert(
      fc.property(programs(false), (program) => {
        const errors = validate(flowOf(program, () => undefined).ir, catalog).filter((d) => d.severity === "error");
        expect(errors).toEqual([]);
      }),
      RUNS,
    ));
});
