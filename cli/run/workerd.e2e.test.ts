import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Folder, folderWith, runFlows } from "../../testing/flows-command.ts";

const FLOWS = `
import { cron, FlowError, flow, http, kv, node, queue, secret, type } from "flowgate";
const work = node({
  input: type<{ how: string }>(),
  uses: { seen: kv("SEEN", "write"), key: secret("KEY") },
  idempotency: { key: "/how" },
  run: async ({ how }, { seen, key }) => {
    if (how === "later") throw new FlowError("not now", { code: "LATER", retry: "transient", retryAfterMs: 5000 });
    if (how === "never") throw new FlowError("no", { code: "NEVER", retry: "permanent" });
    if (how === "bug") throw new TypeError("x is not a function");
    await seen.put(how, true);
    return { how, stored: await seen.get(how), agent: navigator.userAgent, key: typeof key };
  },
});
export const work1 = flow("work", "1.0.0")
  .on(queue("jobs", { deadLetter: "DEAD" }), http.post("/jobs/:how", { body: "none", input: ({ params }) => params }))
  .node("work", work)
  .respond("work");
const tick = node({ run: () => "ticked" });
export const hourly = flow("hourly", "1.0.0").on(cron("0 * * * *")).node("tick", tick).respond("tick");
const count = node({
  stream: "json",
  run: async function* () {
    yield* [1, 2];
  },
});
export const counting = flow("counting", "1.0.0").on(http.get("/count", { streaming: true })).node("count", count).respond("count");
`;

const WRANGLER = `
compatibility_date = "2026-10-23"
main = "elsewhere.ts"
[[kv_namespaces]]
binding = "SEEN"
`;

let folder: Folder;
beforeAll(() => {
  folder = folderWith({ "flows.ts": FLOWS, "partial.toml": WRANGLER, ".dev.vars": "KEY=s3cret\n" });
});
afterAll(() => folder.remove());

const run = async (...args: string[]) => runFlows(["run", ...args, "--in", "workerd"], { cwd: folder.path });

describe("flows run --in workerd", () => {
  it("runs a flow where it will run, with bindings that follow from it, and leaves nothing behind", async () => {
    const { code, stdout, stderr } = await run("work", "--payload", '{"how":"well"}');
    expect({ code, value: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      value: { how: "well", stored: true, agent: "Cloudflare-Workers" },
    });
    expect(stderr).toMatch(/^starting workerd \.\.\.\nwork as call: completed in \d+ ms\n {2}work {2}ok {4}\d+ ms\n$/);
    expect(readdirSync(join(folder.path, ".wrangler")).filter((name) => name.startsWith("run-"))).toEqual([]);
  });

  it.each([
    ["well", 0, { kind: "ack" }],
    ["later", 1, { kind: "retry", delaySeconds: 5 }],
    ["never", 1, { kind: "dead_letter" }],
  ])("tells what the platform is told of a message that goes %s", async (how, code, settled) => {
    const ran = await run("work", "--as", "queue", "--payload", JSON.stringify({ how }));
    expect({ code: ran.code, settled: JSON.parse(ran.stdout) }).toEqual({ code, settled });
  });

  it("shows the inner error of a request, which the answer does not", async () => {
    const { code, stdout, stderr } = await run("work", "--as", "http", "--path", "/jobs/bug");
    expect(code).toBe(1);
    expect(stdout).not.toContain("x is not a function");
    expect(stderr).toContain("cause: TypeError: x is not a function");
  });

  it("fires a tick, and prints a stream's items", async () => {
    expect((await run("hourly", "--as", "cron")).stderr).toContain("hourly as cron: completed");
    expect((await run("counting", "--stream")).stdout).toBe("1\n2\n");
    expect(JSON.parse((await run("counting", "--json")).stdout)).toMatchObject({ value: [1, 2], outcome: "completed" });
  });

  it("takes the wrangler file that is there as it is, and says what it lacks", async () => {
    const { code, stderr } = await run("work", "--payload", '{"how":"well"}', "--config", "partial.toml");
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/CAP101/) });
  });

  it.each([
    [["work", "--timeout", "5"], /^error CLI001: --timeout is of --in node/],
    [["work", "--config", "gone.toml"], /^error CLI101: gone\.toml cannot be read/],
    [["counting", "--as", "cron"], /^error CLI107: flow counting has no cron trigger/],
    [["work", "--in", "deno"], /^error CLI001: .*choices are node, workerd/i],
  ] as const)("refuses %j before it starts anything", async (args, text) => {
    const { code, stdout, stderr } = await runFlows(["run", "--in", "workerd", ...args], { cwd: folder.path });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(text);
  });
});
