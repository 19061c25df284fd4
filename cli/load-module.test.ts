import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Folder, folderWith, runFlows } from "../testing/flows-command.ts";

const GOOD = `
import { flow, http, node } from "flowgate";
export const a = flow("a", "1.0.0").on(http.get("/a")).node("b", node({ run: () => 1 })).respond("b");
`;

const MODULES = {
  "leaves.ts": "process.exit(0);",
  "leaves-later.ts":
    "setTimeout(() => process.exit(0), 1); await new Promise((resolve) => setTimeout(resolve, 5_000));",
  "leaves-good.ts": `${GOOD}process.exit(0);`,
  "leaves-caught.ts": `${GOOD}try { process.exit(0); } catch {}`,
  "waits.ts": "await new Promise(() => {});",
  "waits-on.ts": "setInterval(() => {}, 1_000); await new Promise(() => {});",
  "loops.ts": "for (;;);",
  "text.ts": 'throw "no luck";',
  "nothing.ts": "throw undefined;",
  "object.ts": "throw { toString() { throw new Error(); } };",
  "getters.ts": "class E extends Error { get message() { throw 1; } get stack() { throw 2; } } throw new E();",
  "escapes.ts": 'throw new Error("a\\u001b[2Jb\\nc\\u202ed");',
  "background.ts": `${GOOD}Promise.reject(new Error("no luck")); await new Promise((resolve) => setTimeout(resolve, 50));`,
  "proxy.ts": 'export default new Proxy({}, { has() { throw new Error("no luck"); } });',
  "half.ts": 'export default { kind: "flow", name: "x" };',
} as const;

let folder: Folder;
beforeAll(() => {
  folder = folderWith({ ...MODULES, "good.ts": GOOD });
});
afterAll(() => folder.remove());

const env = { FLOWGATE_LOAD_TIMEOUT_MS: "1500" };
const check = (...files: string[]) => runFlows(["check", "--no-wrangler", ...files], { cwd: folder.path, env });

describe("a module that cannot be loaded", () => {
  it.each([
    ["leaves.ts", /^error CLI102: leaves.ts ends the process while it is loaded\n/],
    ["leaves-later.ts", /^error CLI102: leaves-later.ts ends the process while it is loaded\n/],
    ["leaves-good.ts", /^error CLI102: leaves-good.ts ends the process/],
    ["leaves-caught.ts", /^error CLI102: leaves-caught.ts ends the process/],
    ["waits.ts", /^error CLI102: waits.ts waits for what never comes while it is loaded\n/],
    ["waits-on.ts", /^error CLI102: waits-on.ts is not loaded after 1.5 s/],
    ["text.ts", /^error CLI102: text.ts cannot be loaded: no luck\n/],
    ["nothing.ts", /^error CLI102: nothing.ts cannot be loaded: undefined\n/],
    ["object.ts", /^error CLI102: object.ts cannot be loaded: something that cannot be shown\n/],
    ["getters.ts", /^error CLI102: getters.ts cannot be loaded: something that cannot be shown\n/],
    ["escapes.ts", /^error CLI102: escapes.ts cannot be loaded: a\\u001b\[2Jb \(/],
    ["background.ts", /^error CLI102: something throws where nothing catches it: no luck \(/],
    ["proxy.ts", /^error CLI102: proxy.ts cannot be loaded: no luck/],
    ["half.ts", /^error CLI103: half.ts exports no flow\n/],
  ] as const)("does not pass, and one line says why: %s", async (file, text) => {
    const { code, stdout, stderr } = await check(file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(text);
    expect(stderr).toMatch(/^error [^\n]+\n {2}next: [^\n]+\n$/);
  });

  it("does not pass beside one that can", async () => {
    expect(await check("good.ts", "leaves.ts")).toMatchObject({ code: 1, stdout: "" });
    expect(await check("good.ts")).toMatchObject({ code: 0, stderr: "" });
  });

  it("is ended where it never gives way", async () => {
    const { code, stdout, stderr } = await check("loops.ts");
    expect(code).not.toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error CLI102: loops.ts is not loaded after 1.5 s.*\n {2}next: .*\n$/);
  });

  it("can be interrupted", async () => {
    const flows = join(import.meta.dirname, "flows.mjs");
    const child = spawn(process.execPath, [flows, "check", "loops.ts"], { cwd: folder.path, stdio: "ignore" });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([null, "SIGINT"]);
  });

  it("tells in JSON when it is asked to", async () => {
    const { stderr } = await check("--json", "leaves.ts");
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "CLI102" } });
  });
});
