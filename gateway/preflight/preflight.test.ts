import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pasteFix } from "../../cli/paste-fix.ts";
import { parseWranglerFile } from "../../cli/wrangler-file.ts";
import { flows as examples } from "../../examples/index.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import { checkConfig } from "../../testing/check-config.ts";
import { demandingFlow, FIRST_FLOW_TOML, firstFlow } from "../../testing/preflight-flows.ts";

interface Place {
  readonly file: string;
  readonly text: string;
  readonly environment?: string;
}

const check = (flows: readonly Flow[], { text, ...options }: Place) => checkConfig(flows, text, options);

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

  it.each([
    ["the date", 'compatibility_date = "2026-10-23"\n', ["FLAG101"]],
    ["the flag", 'compatibility_flags = ["enable_request_signal"]\n', ["FLAG101"]],
    ["the namespace", '[[kv_namespaces]]\nbinding = "ORDERS"\n', ["CAP101"]],
    ["the ledger", '[[durable_objects.bindings]]\nname = "LEDGER"\nclass_name = "Ledger"\n', ["CAP101"]],
    ["the ledger's class", '[[migrations]]\ntag = "v1"\nnew_sqlite_classes = ["Ledger"]\n', ["CAP101"]],
    ["the consumer", FIRST_FLOW_TOML.slice(FIRST_FLOW_TOML.indexOf("[[queues.consumers]]")), ["QUEUE101"]],
    ["the dead-letter queue", 'dead_letter_queue = "orders-dead"\n', ["QUEUE102"]],
  ])("leads back to what the README's first flow needs when %s is left out", (_what, part, codes) => {
    const without = FIRST_FLOW_TOML.replace(part, "");
    const findings = check([firstFlow], { file: "wrangler.toml", text: without });
    expect(findings.map(({ code }) => code)).toEqual(codes);
    const text = findings.reduce((pasted, { fix }) => pasteFix("wrangler.toml", pasted, fix), without);
    const parsed = (source: string) => parseWranglerFile("wrangler.toml", source);
    expect(parsed(text)).toEqual(parsed(FIRST_FLOW_TOML));
  });
});
