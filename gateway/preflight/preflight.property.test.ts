import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pasteFix } from "../../cli/paste-fix.ts";
import { flows as examples } from "../../examples/index.ts";
import { checkConfig } from "../../testing/check-config.ts";
import { demandingFlow } from "../../testing/preflight-flows.ts";
import { preflight } from "./preflight.ts";

const flows = [...examples, demandingFlow];

/** What all fixes make of an empty file: a whole one. */
const whole = checkConfig(flows, "").reduce((text, { fix }) => pasteFix("wrangler.toml", text, fix), "");
const blocks = whole.split(/\n(?=\[)/).map((block) => `${block.trimEnd()}\n`);

describe("preflight", () => {
  it("leads from any part of a whole file back to one that is whole", () => {
    fc.assert(
      fc.property(fc.subarray(blocks), (kept) => {
        const text = kept.join("\n");
        const pasted = checkConfig(flows, text).reduce((file, { fix }) => pasteFix("wrangler.toml", file, fix), text);
        expect(checkConfig(flows, pasted)).toEqual([]);
      }),
    );
  });

  it("never throws, whatever names and numbers a file holds", () => {
    fc.assert(
      fc.property(document, fc.constantFrom(undefined, "", "a", "b"), (file, environment) => {
        const config = { file: "wrangler.json", format: "jsonc", document: file } as const;
        const findings = preflight({ flows, config, ...(environment !== undefined && { environment }) });
        for (const { message, fix } of findings) expect([message, fix]).not.toContain("");
      }),
    );
  });

  it("never throws for what is no wrangler file at all", () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        const findings = preflight({ flows, config: { file: "wrangler.toml", format: "toml", document: anything } });
        expect(findings).not.toEqual([]);
      }),
    );
  });
});

const name = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("ORDERS", "orders", "mail", "__proto__", "v1"));
const names = fc.array(name, { maxLength: 3 });
const list = (entry: Record<string, fc.Arbitrary<unknown>>) =>
  fc.array(fc.record(entry, { noNullPrototype: true }), { maxLength: 3 });
const optional = <T extends Record<string, fc.Arbitrary<unknown>>>(entries: T) =>
  fc.record(entries, { requiredKeys: [], noNullPrototype: true });

const settings = {
  compatibility_date: fc.oneof(name, fc.constantFrom("2026-10-23", "2020-01-01", "9999-99-99")),
  compatibility_flags: names,
  limits: optional({ cpu_ms: fc.oneof(fc.double(), fc.integer()) }),
  triggers: optional({ crons: names }),
  migrations: list({ tag: name, new_sqlite_classes: names, deleted_classes: names }),
  exports: fc.dictionary(name, fc.record({ type: name })),
  vars: fc.dictionary(name, fc.jsonValue()),
  kv_namespaces: list({ binding: name, id: name }),
  durable_objects: optional({ bindings: list({ name, class_name: name }) }),
  queues: optional({
    producers: list({ binding: name, queue: name }),
    consumers: list({ queue: name, max_retries: fc.double(), max_batch_size: fc.integer(), dead_letter_queue: name }),
  }),
};
const document = optional({ ...settings, env: optional({ a: optional(settings), b: optional(settings) }) });
