import { describe, expect, it } from "vitest";
import { meanings } from "../../docs/pages/code-meanings.ts";
import { authoringCodes } from "./authoring-codes.ts";
import { type Code, codes } from "./codes.ts";
import { deploymentCodes } from "./deployment-codes.ts";
import { resourceCodes } from "./resource-codes.ts";
import { runtimeCodes } from "./runtime-codes.ts";
import { writingCodes } from "./writing-codes.ts";

describe("codes", () => {
  it("have each code in one table", () => {
    const tables = [authoringCodes, writingCodes, deploymentCodes, runtimeCodes, resourceCodes];
    const names = tables.flatMap((table) => Object.keys(table));
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(codes)).toEqual(names);
  });

  it.each(Object.entries(codes))("%s says what it means, what to do, and what a stranger may read", (code, row) => {
    expect(code).toMatch(/^[A-Z]+[0-9]{3}$/);
    expect(row.status).toBeGreaterThanOrEqual(400);
    for (const text of [meanings[code as Code], row.fix, row.text]) expect(text).toMatch(/^[a-z`"].*[^.\s]$/i);
  });
});
