import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Folder, folderWith, runFlows } from "../testing/flows-command.ts";
import { commands } from "./commands/index.ts";

const folders: Folder[] = [];
const folder = (files: Readonly<Record<string, string>>): string => {
  const made = folderWith(files);
  folders.push(made);
  return made.path;
};

afterEach(() => {
  for (const made of folders.splice(0)) made.remove();
});

const GREET = `
import { flow, http, node } from "flowgate";
const greet = node({ run: (who: { name: string }) => ({ hello: who.name }) });
export const greeting = flow("greeting", "1.0.0").on(http.post("/greet")).node("greet", greet).respond("greet");
`;

describe("flows", () => {
  it("lists every command with what it does", async () => {
    const { code, stdout } = await runFlows(["--help"]);
    expect(code).toBe(0);
    for (const { name, summary } of commands)
      expect(stdout.replaceAll(/\s+/g, " ")).toContain(`${name} ${summary}`.slice(0, 40));
  });

  it.each(commands.map(({ name }) => name))("%s shows examples in its help", async (name) => {
    const { code, stdout } = await runFlows([name, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`Examples:\n  $ flows `);
    expect(await runFlows(["help", name])).toMatchObject({ stdout });
  });

  it("ends with 2 and its help on stderr when called without a command", async () => {
    const { code, stdout, stderr } = await runFlows([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: flows");
  });

  it("suggests the command that was meant", async () => {
    const { code, stderr } = await runFlows(["chekc"]);
    expect(code).toBe(2);
    expect(stderr).toBe("error CLI001: unknown command 'chekc'; Did you mean check?\n  next: run `flows --help`\n");
  });

  it("names the command whose option is unknown", async () => {
    expect(await runFlows(["list", "--fast"])).toMatchObject({
      code: 2,
      stderr: "error CLI001: unknown option '--fast'\n  next: run `flows list --help`\n",
    });
  });

  it("tells errors in JSON when asked to", async () => {
    const { code, stdout, stderr } = await runFlows(["list", "nowhere.ts", "--json"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(JSON.parse(stderr)).toEqual({
      error: { code: "CLI101", message: "nowhere.ts does not exist", next: "correct the path" },
    });
  });

  it("writes no colours where the output is no terminal", async () => {
    const { stdout } = await runFlows(["list"], { env: { NO_COLOR: "" } });
    expect(stdout).not.toContain("\u001b");
  });
});

describe("flows check", () => {
  it("passes the examples with their wrangler file", async () => {
    const { code, stdout } = await runFlows(["check", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, errors: 0, diagnostics: [] });
  });

  it("finds what a wrangler file lacks, with what to paste", async () => {
    const cwd = folder({ "flows.ts": GREET, "wrangler.toml": 'compatibility_date = "2026-10-23"\n' });
    const { code, stdout } = await runFlows(["check"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("error FLAG101");
    expect(stdout).toContain('compatibility_flags = ["enable_request_signal"]');
    expect(await runFlows(["check", "--no-wrangler"], { cwd })).toMatchObject({ code: 0 });
  });

  it("reads Flow IR from another program", async () => {
    const { stdout: ir } = await runFlows(["graph", "--format", "json"]);
    const { code, stdout } = await runFlows(["check", "-", "--no-wrangler"], { stdin: ir });
    expect(code).toBe(0);
    expect(stdout).toContain("10 flows checked");
  });

  it("finds every fault of a document, with its place", async () => {
    const stdin = JSON.stringify({ name: "broken", version: "1", nodes: [{ alias: "a" }], edges: [] });
    const { code, stdout } = await runFlows(["check", "-", "--json"], { stdin });
    const { diagnostics } = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(diagnostics.map(({ location }: { location: { pointer: string } }) => location.pointer)).toContain(
      "/version",
    );
  });

  it("finds one name that two files give", async () => {
    const cwd = folder({ "a.ts": GREET, "b.ts": GREET });
    const { code, stdout } = await runFlows(["check", "a.ts", "b.ts", "--json"], { cwd });
    const codes = JSON.parse(stdout).diagnostics.map((finding: { code: string }) => finding.code);
    expect(code).toBe(1);
    expect(codes).toContain("DAG205");
  });

  it("ends although a module keeps a timer", async () => {
    const cwd = folder({ "flows.ts": `${GREET}\nsetInterval(() => {}, 1000);` });
    expect(await runFlows(["check"], { cwd })).toMatchObject({ code: 0 });
  });

  it.each([
    [
      "a module that does not parse",
      { "flows.ts": "export const = 3;" },
      "CLI102",
      /flows\.ts cannot be loaded: .*flows\.ts:1\)/,
    ],
    ["a module that throws", { "flows.ts": "\nthrow new Error('no luck');" }, "CLI102", /no luck \(.*flows\.ts:2\)/],
    ["a module of the platform", { "flows.ts": 'import "cloudflare:workers";' }, "CLI102", /next: .*plain Node/s],
    ["a module that imports nothing there", { "flows.ts": 'import "./gone.ts";' }, "CLI102", /next: install/],
    ["a module without a flow", { "flows.ts": "export const x = 1;" }, "CLI103", /flows\.ts exports no flow/],
    ["JSON that does not parse", { "package.json": "{,}" }, "CLI102", /package\.json is not JSON/],
    ["no file at all", { "README.md": "" }, "CLI101", /no src\/flows\.ts.*package\.json/s],
  ])("says what is wrong and what to do about %s", async (_what, files, code, text) => {
    const { stderr, stdout } = await runFlows(["check"], { cwd: folder(files) });
    expect(stdout).toBe("");
    expect(stderr).toMatch(new RegExp(`^error ${code}: `));
    expect(stderr).toMatch(text);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr.trimEnd().split("\n")).toHaveLength(2);
  });

  it("shows the stack trace when asked to", async () => {
    const cwd = folder({ "flows.ts": "throw new Error('no luck');" });
    expect((await runFlows(["check", "--verbose"], { cwd })).stderr).toMatch(/Error: no luck\n\s+at /);
  });
});

describe("flows list", () => {
  it("shows routes, queues and the next ticks of crons", async () => {
    const { code, stdout } = await runFlows(["list"]);
    expect(code).toBe(0);
    expect(stdout).toContain("POST /orders");
    expect(stdout).toContain("queue orders");
    expect(stdout).toMatch(/cron \*\/5 \* \* \* \*.*\n +next \d{4}-\d\d-\d\d \d\d:\d[05] UTC {2}\(/);
  });

  it("refuses Flow IR, which has nothing to run", async () => {
    const cwd = folder({ "flow.json": "{}" });
    expect(await runFlows(["list", "flow.json"], { cwd })).toMatchObject({ code: 1 });
  });
});

describe("flows graph", () => {
  it("writes a picture by the ending of its file", async () => {
    const cwd = folder({ "flows.ts": GREET });
    expect(await runFlows(["graph", "--out", "greeting.svg"], { cwd })).toMatchObject({ code: 0, stdout: "" });
  });

  it("names the flows that there are", async () => {
    const cwd = folder({ "flows.ts": GREET });
    const { code, stderr } = await runFlows(["graph", "--flow", "greetings"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toBe("error CLI104: no flow is called greetings\n  next: there are greeting\n");
  });

  it("asks for a format that a file's ending does not tell", async () => {
    expect(await runFlows(["graph", "--out", "flows.pdf"])).toMatchObject({ code: 2 });
  });
});

describe("flows package", () => {
  const named = (name: string) => GREET.replace('flow("greeting"', `flow(${JSON.stringify(name)}`);

  it.each(["../../x", "/tmp/x", "nul", "a/b", "..\\x", "__proto__", "a".repeat(100)])(
    "writes nothing for a flow that is called %j",
    async (name) => {
      const cwd = folder({ "project/flows.ts": named(name) });
      const { code, stdout, stderr } = await runFlows(["package", "workers"], { cwd: join(cwd, "project") });
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("nothing was written") });
      expect(stdout).toContain("error NAME101");
      expect(readdirSync(cwd)).toEqual(["project"]);
      expect(readdirSync(join(cwd, "project"))).toEqual(["flows.ts"]);
    },
  );

  it.each(["../x", "My Shop", "", "-x", "a".repeat(64), "shop\u001b"])("takes no Worker's name %j", async (name) => {
    const cwd = folder({ "flows.ts": GREET });
    const { code, stderr } = await runFlows(["package", "workers", `--name=${name}`], { cwd });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error CLI001: .*--name/) });
    expect(readdirSync(cwd)).toEqual(["flows.ts"]);
  });

  it("says that a file is in the folder's place", async () => {
    const cwd = folder({ "flows.ts": GREET, out: "mine" });
    expect(await runFlows(["package", "workers", "--out", "out"], { cwd })).toEqual({
      code: 2,
      stdout: "",
      stderr: "bundling 1 flow ...\nerror CLI105: out is a file\n  next: choose another folder: --out DIR\n",
    });
  });
});
