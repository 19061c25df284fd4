import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseWranglerFile } from "../../cli/wrangler-file.ts";
import { flows as examples } from "../../examples/index.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import { pasteFix } from "../../testing/paste-fix.ts";
import { demandingFlow, firstFlow } from "../../testing/preflight-flows.ts";
import { type PreflightOptions, preflight } from "./preflight.ts";

const WORKERD_DATE = "2026-10-23";

interface Place {
  readonly file: string;
  readonly text: string;
  readonly environment?: string;
}

function check(flows: readonly Flow[], { file, text, environment }: Place, more: Partial<PreflightOptions> = {}) {
  const read = parseWranglerFile(file, text);
  if (!read.ok) throw new Error(`${read.finding.message} in\n${text}`);
  const named = environment === undefined ? {} : { environment };
  return preflight({ flows, config: read.file, workerdDate: WORKERD_DATE, ...named, ...more });
}

const cases: readonly (readonly [string, readonly Flow[]])[] = [
  ["the README's first flow", [firstFlow]],
  ["a demanding flow", [demandingFlow]],
  ["all examples together", examples],
  ...examples.map((flow) => [`example ${flow.name}`, [flow]] as const),
];

const places: readonly (readonly [string, Place])[] = [
  ["an empty wrangler.toml", { file: "wrangler.toml", text: "" }],
  ["a named environment of an empty wrangler.toml", { file: "wrangler.toml", text: "", environment: "staging" }],
  ["a quoted environment", { file: "wrangler.toml", text: "", environment: "pre prod" }],
  ["an empty wrangler.jsonc", { file: "wrangler.jsonc", text: "{}" }],
  ["a named environment of an empty wrangler.jsonc", { file: "wrangler.jsonc", text: "{}", environment: "staging" }],
];

describe.each(places)("preflight on %s", (_place, place) => {
  it.each(cases)("passes for %s once every fix is pasted", (_name, flows) => {
    const findings = check(flows, place);
    expect(findings).not.toEqual([]);
    const text = findings.reduce((pasted, { fix }) => pasteFix(place.file, pasted, fix), place.text);
    expect(check(flows, { ...place, text })).toEqual([]);
  });
});

describe("preflight", () => {
  it("gives fixes for an empty wrangler.toml that need no more than to be put one after the other", () => {
    const findings = check(examples, { file: "wrangler.toml", text: "" });
    const text = [...new Set(findings.map(({ fix }) => fix))].join("\n");
    expect(check(examples, { file: "wrangler.toml", text })).toEqual([]);
  });

  it("says nothing of this repository's own wrangler file", () => {
    const text = readFileSync("wrangler.toml", "utf8");
    expect(check(examples, { file: "wrangler.toml", text })).toEqual([]);
  });
});
