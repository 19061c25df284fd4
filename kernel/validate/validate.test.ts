import { describe, expect, it } from "vitest";
import { authoringCodes } from "../errors/authoring-codes.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import { exampleDocument } from "./examples/example.ts";
import { exampleCatalog, exampleFlows } from "./examples/flows.ts";
import { examples } from "./examples/index.ts";
import { parseFlowIr } from "./parse.ts";
import { validate } from "./validate.ts";

function findings(document: unknown): readonly Diagnostic[] {
  const parsed = parseFlowIr(document);
  return parsed.ok ? validate(parsed.ir, exampleCatalog) : parsed.diagnostics;
}

const codesOf = (document: unknown) => findings(document).map(({ code }) => code);

describe("validate", () => {
  it.each(Object.entries(exampleFlows))("finds nothing wrong with %s", (_name, ir) => {
    expect(findings(ir)).toEqual([]);
  });

  it.each(examples.map((example) => [example.code, example] as const))("raises %s where it should", (code, example) => {
    expect(codesOf(exampleDocument(example, example.wrong))).toContain(code);
    expect(codesOf(exampleDocument(example, example.right))).not.toContain(code);
  });

  it("has an example for every code about a flow", () => {
    expect(examples.map(({ code }) => code).sort()).toEqual(
      [...Object.keys(authoringCodes), "EGRESS101", "SECR201"].sort(),
    );
  });
});
