import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleCatalog } from "../../docs/pages/flow-examples/flows.ts";
import { type Mutation, mutations } from "../../testing/flow-mutations.ts";
import { validFlows } from "../../testing/valid-flows.ts";
import type { FlowIr } from "../ir/schema.ts";
import { parseFlowIr } from "./parse.ts";
import { validate } from "./validate.ts";

const TIMEOUT_MS = 30_000;

const errors = (ir: FlowIr) => validate(ir, exampleCatalog).filter(({ severity }) => severity === "error");

describe("validate, on random flows", () => {
  it("refuses no valid flow, and reads it back as it was", { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(validFlows(), (ir) => {
        expect(errors(ir)).toEqual([]);
        expect(parseFlowIr(JSON.parse(JSON.stringify(ir)))).toEqual({ ok: true, value: ir });
      }),
      { numRuns: 300 },
    );
  });

  it.each(mutations.map((mutation, index) => [mutation.code, index, mutation] as const))(
    "finds %s (mutation %i) in any flow that a change breaks",
    { timeout: TIMEOUT_MS },
    (code, _index, mutation) => {
      fc.assert(
        fc.property(validFlows(), fc.nat(), (ir, place) => {
          const broken = mutated(mutation, ir, place);
          fc.pre(broken !== undefined);
          expect(validate(broken, exampleCatalog).map((finding) => finding.code)).toContain(code);
        }),
        { numRuns: 25, maxSkipsPerRun: 200 },
      );
    },
  );
});

function mutated({ apply }: Mutation, ir: FlowIr, place: number): FlowIr | undefined {
  return apply(ir, (items) => items[place % items.length]);
}
