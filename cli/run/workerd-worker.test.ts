import { describe, expect, it } from "vitest";
import { configIn } from "../wrangler-file.ts";
import { runWorkerConfig, runWorkerText } from "./workerd-worker.ts";

const TOML = `
name = "shop"
main = "src/worker.ts"
compatibility_date = "2026-10-23"
[vars]
STAGE = "prod"
[[routes]]
pattern = "shop.example/*"
[build]
command = "make"
[[durable_objects.bindings]]
name = "LEDGER"
class_name = "Ledger"
`;
const config = configIn("wrangler.toml", TOML);
if (!config) throw new Error("the file does not parse");

describe("runWorkerConfig", () => {
  it("keeps bindings and variables, and drops what a Worker alone has no use for", () => {
    expect(JSON.parse(runWorkerConfig(config, { KEY: "x" }))).toEqual({
      name: "flows-run",
      main: "worker.ts",
      send_metrics: false,
      keep_names: false,
      compatibility_date: "2026-10-23",
      vars: { STAGE: "prod", KEY: "x" },
      durable_objects: { bindings: [{ name: "LEDGER", class_name: "Ledger" }] },
    });
  });
});

describe("runWorkerText", () => {
  it("mounts the flows, and exports the classes that are bound", () => {
    const parts = { path: "/p/.wrangler/run/worker.ts", config, objects: undefined, deferred: true, largeBuckets: [] };
    const text = runWorkerText({ ...parts, origins: [], callPath: "/call", mark: "run " });
    expect(text).toContain('import { createGateway, deferredRuns } from "flowgate";');
    expect(text).toContain('export { Ledger } from "flowgate/objects";');
    expect(text).toContain("features: [deferredRuns()], sinks: [report]");
  });
});
