import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flows } from "../examples/index.ts";
import { runFlows } from "../testing/flows-command.ts";
import { check } from "./findings.ts";
import { toDot } from "./graph/dot.ts";
import { drawingOf } from "./graph/drawing.ts";
import { toMermaid } from "./graph/mermaid.ts";
import { reportText } from "./preflight-report.ts";

const irs: readonly unknown[] = JSON.parse(JSON.stringify(flows.map(({ ir }) => ir)));

type Path = readonly string[];

/** The paths to all that is in a value, itself first. */
function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => pathsIn(member, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined || typeof value !== "object" || value === null) return by;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

/** What other programs put where something else is meant. */
const wrong: readonly unknown[] = [
  ...[null, 1, -1, 1e308, true, "", "x", "\u001b[2J", "constructor", "__proto__"],
  ...[[], [[{}]], {}, { toString: 1, valueOf: 1 }, { toString: null }, { length: 1e9 }, JSON.parse('{"__proto__":1}')],
];

/** Fields that not each of the examples has. */
const FIELDS = ["trigger", "join", "needs", "uses", "streams", "on", "timeout_ms", "capture", "policies", "artifacts"];

const broken = fc.tuple(fc.constantFrom(...irs), fc.constantFrom(...wrong), fc.nat()).map(([ir, value, choice]) => {
  const paths = pathsIn(ir);
  const path = paths[choice % paths.length] ?? [];
  return replaced(ir, choice % 5 === 0 ? [...path.slice(0, 2), FIELDS[choice % FIELDS.length] ?? ""] : path, value);
});

describe("check", () => {
  it("says something of any document, throws nothing, and draws what it takes", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(broken, (document) => {
        const { found, documents } = check([{ file: "x", flows: [], documents: [document] }], {});
        const text = reportText({ flows: [], found, against: "x", nowMs: 0, paint: (_, part) => part });
        expect(text).not.toMatch(/\[object|undefined (?:error|warning)/);
        for (const ir of documents)
          expect(toDot([drawingOf(ir)]) + toMermaid([drawingOf(ir)])).not.toContain("[object");
      }),
      { numRuns: 1_500 },
    );
  });

  it("keeps the first of very many findings, and counts the rest", () => {
    const documents = Array.from({ length: 5_000 }, () => ({}));
    const { found } = check([{ file: "x", flows: [], documents }], {});
    expect(found.diagnostics).toHaveLength(1_000);
    expect(found.errors).toBeGreaterThanOrEqual(5_000);
  });
});

/** As other programs might write it, in a few megabytes: parts without a field. */
const many = (count: number) => JSON.stringify(Array.from({ length: count }, () => ({})));
const holding = (list: string) => `{"name":"n","version":"1.0.0","profile":"web","nodes":[],"edges":[],"x":${list}}`;

describe("flows check of a document that is large and broken", () => {
  const env = { NODE_OPTIONS: "--max-old-space-size=256" };
  const checked = (stdin: string, ...args: string[]) =>
    runFlows(["check", "-", "--no-wrangler", ...args], { stdin, env });

  it("fits into little memory, and into a screen or two", async () => {
    const list = many(1_000_000);
    for (const document of [list, holding("1").replace('"nodes":[]', `"nodes":${list}`)]) {
      const { code, stdout, stderr } = await checked(document);
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      expect(stdout.length).toBeLessThan(30_000);
      expect(stdout).toMatch(/\d{6,} more (?:findings|of its parts)/);
    }
  }, 120_000);

  it("says in JSON how many more there are", async () => {
    const { code, stdout } = await checked(many(100_000), "--json");
    const { diagnostics, errors, more, ok } = JSON.parse(stdout);
    expect({ code, ok, kept: diagnostics.length }).toEqual({ code: 1, ok: false, kept: 1_000 });
    expect(more).toBe(errors - 1_000);
  }, 60_000);

  it.each([
    [
      "nested without end",
      "[".repeat(1_000_000) + "]".repeat(1_000_000),
      /^error CLI102: stdin is nested deeper than 64/,
    ],
    ["nested in a field", holding("[".repeat(100_000) + "]".repeat(100_000)), /^error CLI102: stdin is nested deeper/],
    ["not JSON", "x".repeat(5_000_000), /^error CLI102: stdin is not JSON: .{0,200}\n/],
    ["a text", JSON.stringify("x".repeat(1_000_000)), /^$/],
    ["an empty list", "[]", /^error CLI103: stdin holds no flow/],
  ])("says on one line what is wrong with one that is %s", async (_what, stdin, text) => {
    const { code, stdout, stderr } = await checked(stdin);
    expect(code).toBe(1);
    expect(stderr).toMatch(text);
    expect(stdout.length).toBeLessThan(1_000);
  });

  it("names flows and findings without control characters", async () => {
    const ir = { ...(irs[0] as object), name: "\u001b[2J\u202e", capture: "a\u0007" };
    const { stdout } = await checked(JSON.stringify(ir));
    expect(stdout).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
    expect(stdout).toContain("error NAME101");
  });
});
