import { afterEach, describe, expect, it, vi } from "vitest";
import { type Folder, folderWith } from "../testing/flows-command.ts";
import { FIRST_FLOW_TOML } from "../testing/preflight-flows.ts";
import type { CliError } from "./cli-error.ts";
import { runPreflight } from "./preflight.ts";

const folders: Folder[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const made of folders.splice(0)) made.remove();
});

const FLOWS = `
import { cron, flow, http, kv, node, queue } from "flowgate";
const save = node({ uses: { orders: kv("ORDERS", "read") }, run: () => null });
export const orders = flow("orders", "1.0.0").on(http.post("/orders"), queue("orders")).node("save", save).respond("save");
`;

const DIGEST = `
import { cron, flow, node } from "flowgate";
const count = node({ run: () => null });
export default flow("digest", "2.0.0").on(cron("0 9 * * MON-FRI", { timezone: "Europe/Paris" })).node("count", count).respond("count");
`;

async function run(files: Readonly<Record<string, string>>, ...argv: readonly string[]) {
  const made = folderWith(files);
  folders.push(made);
  const lines: string[] = [];
  const code = await runPreflight(argv, {
    cwd: made.path,
    out: (text) => lines.push(text),
    err: () => undefined,
    readStdin: async () => Buffer.alloc(0),
    paint: (_style, text) => text,
    json: argv.includes("--json"),
    verbose: false,
  });
  return { code, stdout: lines.join("\n") };
}

const refused = (files: Readonly<Record<string, string>>, ...argv: readonly string[]) =>
  run(files, ...argv).then(
    () => undefined,
    ({ code, message, exitCode }: CliError) => ({ code, message, exitCode }),
  );

describe("runPreflight", () => {
  it("ends with 0 and says so when all is well", async () => {
    const { code, stdout } = await run({ "flows.ts": FLOWS, "wrangler.toml": FIRST_FLOW_TOML }, "flows.ts");
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "orders 1.0.0  ok\n\n1 flow checked with wrangler.toml: ready",
    });
  });

  it("ends with 1 and groups what it finds by flow, with each fix once", async () => {
    const more = FLOWS.replaceAll("orders =", "other =")
      .replace('"orders", "1', '"other", "1')
      .replace('queue("orders")', 'queue("more")');
    const text = FIRST_FLOW_TOML.replace("ORDERS", "OTHERS");
    const files = { "a.ts": FLOWS, "b.ts": more.replace('"/orders"', '"/more"'), "wrangler.toml": text };
    const { code, stdout } = await run(files, "a.ts", "b.ts");
    expect(code).toBe(1);
    expect(stdout).toBe(`orders 1.0.0
  error CAP101  node save, wrangler.toml kv_namespaces
    \`orders\` asks for a KV namespace as ORDERS, but wrangler.toml has no ORDERS in kv_namespaces
    fix: add to wrangler.toml

      [[kv_namespaces]]
      binding = "ORDERS"


other 1.0.0
  error CAP101  node save, wrangler.toml kv_namespaces
    \`orders\` asks for a KV namespace as ORDERS, but wrangler.toml has no ORDERS in kv_namespaces
    fix: as above, once is enough
  error QUEUE101  node queue, wrangler.toml queues.consumers
    wrangler.toml has no consumer of queue "more", so no message reaches the flow
    fix: add to wrangler.toml

      [[queues.consumers]]
      queue = "more"
      max_retries = 3
      dead_letter_queue = "more-dead"


3 errors, 0 warnings with wrangler.toml`);
  });

  it("ends with 0 when there are only warnings", async () => {
    const text = FIRST_FLOW_TOML.replace(/dead_letter_queue.*/, "");
    const { code, stdout } = await run({ "flows.ts": FLOWS, "wrangler.toml": text }, "flows.ts");
    expect(code).toBe(0);
    expect(stdout).toContain("warning QUEUE102");
    expect(stdout).toMatch(/0 errors, 1 warning with wrangler.toml$/);
  });

  it("prints the findings and nothing else as JSON", async () => {
    const { code, stdout } = await run({ "flows.ts": FLOWS, "wrangler.json": "{}" }, "flows.ts", "--json");
    const { diagnostics } = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(diagnostics.map((found: object) => Object.keys(found))).toEqual(
      diagnostics.map(() => ["code", "severity", "message", "location", "fix"]),
    );
    expect(diagnostics.map(({ code: found }: { code: string }) => found)).toEqual([
      "FLAG101",
      "FLAG101",
      "CAP101",
      "QUEUE101",
    ]);
  });

  it("reads a schedule out, with its next ticks, its time zone and what daylight saving does to it", async () => {
    vi.useFakeTimers({ now: Date.UTC(2027, 2, 25, 12), toFake: ["Date"] });
    const text = 'compatibility_date = "2026-10-23"\n[triggers]\ncrons = ["* * * * *"]\n';
    const { stdout } = await run({ "digest.ts": DIGEST, "wrangler.toml": text }, "digest.ts").finally(() =>
      vi.useRealTimers(),
    );
    expect(stdout.split("\n").slice(0, 6)).toEqual([
      "digest 2.0.0  ok",
      '  cron "0 9 * * MON-FRI": fired by "* * * * *": At 09:00 on Monday to Friday, Europe/Paris.',
      "    next 2027-03-26 08:00 UTC  (Fri 26 Mar, 09:00 CET)",
      "    next 2027-03-29 07:00 UTC  (Mon 29 Mar, 09:00 CEST)",
      "    next 2027-03-30 07:00 UTC  (Tue 30 Mar, 09:00 CEST)",
      "    daylight saving: a time that the clock skips is due right after it, one that the clock repeats is due once",
    ]);
  });

  it("takes the environment from the command line, then from CLOUDFLARE_ENV", async () => {
    const files = { "flows.ts": FLOWS, "wrangler.toml": `${FIRST_FLOW_TOML}\n[env.staging]\n[env.production]\n` };
    vi.stubEnv("CLOUDFLARE_ENV", "staging");
    expect((await run(files, "flows.ts")).stdout).toContain("with wrangler.toml, environment staging");
    expect((await run(files, "flows.ts", "--env", "production")).stdout).toContain("environment production");
    expect((await run(files, "flows.ts", "--env", "")).code).toBe(0);
  });

  it("calls no flow ready that it could not check", async () => {
    const broken = await run({ "flows.ts": FLOWS, "wrangler.toml": "name = \n" }, "flows.ts");
    expect(broken).toMatchObject({ code: 1, stdout: expect.stringMatching(/line 1, column 8/) });
    expect(broken.stdout).not.toContain("ok");
    const slip = await run({ "flows.ts": FLOWS, "wrangler.toml": "[env.staging]" }, "flows.ts", "--env", "stagin");
    expect(slip.stdout).toContain('there is no environment "stagin"; the file has staging');
    expect(slip.stdout).not.toContain("ok");
  });

  it("refuses what it cannot follow, with one line and status 2", async () => {
    const files = { "flows.ts": FLOWS, "wrangler.toml": FIRST_FLOW_TOML };
    expect(await refused(files, "--fast")).toMatchObject({
      code: "CLI001",
      message: "Unknown option '--fast'",
      exitCode: 2,
    });
    expect(await refused(files, "flows.ts", "--plan", "gold")).toMatchObject({ code: "CLI001", exitCode: 2 });
    expect(await refused(files, "flows.ts", "--config", "no.toml")).toMatchObject({ code: "CLI101", exitCode: 2 });
    expect(await refused(files, "none.ts")).toMatchObject({ code: "CLI101", exitCode: 2 });
    expect(await refused({ "flows.ts": FLOWS }, "flows.ts")).toMatchObject({
      code: "CLI101",
      message: "there is no wrangler.toml, wrangler.jsonc or wrangler.json here",
      exitCode: 2,
    });
  });

  it("explains itself", async () => {
    expect(await run({}, "--help")).toMatchObject({ code: 0, stdout: expect.stringContaining("--config FILE") });
  });
});
