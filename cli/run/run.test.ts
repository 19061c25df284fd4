import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Folder, folderWith, runFlows } from "../../testing/flows-command.ts";
import { requestFor } from "./request.ts";

const FLAKY = `
import { cron, FlowError, flow, http, node, queue, type } from "flowgate";
const work = node({
  input: type<{ how: string }>(),
  run: ({ how }) => {
    if (how === "later") throw new FlowError("not now", { code: "LATER", retry: "transient", retryAfterMs: 5000 });
    if (how === "bug") throw new TypeError("x is not a function");
    return { how };
  },
});
const hang = node({ run: () => new Promise(() => undefined) });
export const flaky = flow("flaky", "1.0.0")
  .on(queue("jobs"), http.post("/jobs/:how", { body: "none", input: ({ params }) => params }), cron("0 9 * * MON"))
  .node("work", work)
  .respond("work");
export const hanging = flow("hanging", "1.0.0").on(http.get("/hang")).node("hang", hang).respond("hang");
`;

let folder: Folder;
beforeAll(() => {
  folder = folderWith({ "flows.ts": FLAKY, "payload.json": '{"how":"well"}' });
});
afterAll(() => folder.remove());

const run = (...args: string[]) => runFlows(["run", ...args], { cwd: folder.path });

describe("flows run", () => {
  it("prints the value to stdout, and how its nodes ran to stderr", async () => {
    const { code, stdout, stderr } = await run("flaky", "--payload", '{"how":"well"}');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ how: "well" });
    expect(stderr).toMatch(/^flaky as call: completed in [\d.]+ ms\n {2}work {2}ok {4}[\d.]+ ms\n$/);
  });

  it("reads the payload from a file, or from stdin", async () => {
    expect((await run("flaky", "--file", "payload.json")).stdout).toContain("well");
    const piped = await runFlows(["run", "flaky", "--file", "-"], { cwd: folder.path, stdin: '{"how":"piped"}' });
    expect(piped.stdout).toContain("piped");
  });

  it("goes through the route as a request", async () => {
    const { stdout, stderr } = await run("flaky", "--as", "http", "--path", "/jobs/fine?x=1");
    expect(JSON.parse(stdout)).toEqual({ how: "fine" });
    expect(stderr).toContain("status 200");
  });

  it("shows what the platform is told of a message", async () => {
    const settled = async (how: string) => {
      const { code, stdout } = await run("flaky", "--as", "queue", "--payload", JSON.stringify({ how }));
      return { code, ...JSON.parse(stdout) };
    };
    expect(await settled("well")).toEqual({ code: 0, kind: "ack" });
    expect(await settled("later")).toEqual({ code: 1, kind: "retry", delaySeconds: 5 });
  });

  it("shows the inner error, which callers never see", async () => {
    const { code, stderr } = await run("flaky", "--payload", '{"how":"bug"}');
    expect(code).toBe(1);
    expect(stderr).toContain("error RUN010: a step failed");
    expect(stderr).toContain("cause: TypeError: x is not a function");
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it("ends at the guard", async () => {
    const { code, stdout } = await run("hanging", "--timeout", "50", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: "cancelled", failure: { code: "TIME015" } });
  });

  it("prints a stream's items as they come, one a line", async () => {
    const { stdout } = await runFlows(["run", "site", "--payload", '{"site":"/"}', "--stream"]);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).stage),
    ).toHaveLength(6);
  });

  it.each([
    [["nobody"], 2, /^error CLI104: no flow is called nobody\n {2}next: there are flaky, hanging\n$/],
    [["flaky", "--payload", "{"], 2, /^error CLI106: --payload is not JSON/],
    [["flaky", "--payload", "{}", "--file", "x"], 2, /^error CLI001: --payload and --file/],
    [["flaky", "--file", "gone.json"], 2, /^error CLI101: gone\.json cannot be read: ENOENT/],
    [["hanging", "--as", "queue"], 2, /^error CLI107: flow hanging has no queue trigger\n {2}next: .*http\n$/],
    [["flaky", "--as", "http"], 2, /^error CLI001: route \/jobs\/:how has :how, and no value for it/],
    [["flaky", "--as", "http", "--path", "/other"], 2, /^error CLI001: \/other is not a path of POST/],
    [["flaky", "--as", "http", "--path", "/jobs/a", "--header", "x"], 2, /^error CLI001: "x" is no header/],
    [["flaky", "--as", "smoke"], 2, /^error CLI001: .*choices are call, http, queue, cron/i],
  ] as const)("refuses %j", async (args, code, text) => {
    const ran = await run(...args);
    expect(ran.stderr).toMatch(text);
    expect(ran).toMatchObject({ code, stdout: "" });
  });
});

describe("requestFor", () => {
  const parts = { headers: [] };

  it("puts the payload's members into the path, and the others into the query of a route without a body", () => {
    const spec = { method: "GET", path: "/a/:id", body: undefined } as const;
    const { url, method } = requestFor(spec, { ...parts, payload: { id: "x/y", page: 2 } });
    expect([method, url]).toEqual(["GET", "http://localhost/a/x%2Fy?page=2"]);
  });

  it("sends the payload as JSON where the route takes a body", async () => {
    const request = requestFor({ method: "PUT", path: "/a", body: undefined }, { ...parts, payload: [1] });
    expect(request.headers.get("content-type")).toBe("application/json");
    expect(await request.json()).toEqual([1]);
  });

  it("sends a string as it is where the route takes text", async () => {
    const request = requestFor({ method: "POST", path: "/a", body: "text" }, { ...parts, payload: "plain" });
    expect(await request.text()).toBe("plain");
  });
});
