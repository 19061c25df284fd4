import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { folderWith, runFlows } from "../../testing/flows-command.ts";

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** The address of a server that answers like this. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json =
  (body: unknown, status = 200): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

const html =
  (status: number, headers = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers }).end("<h1>\u001b[2Jhi</h1>");

const env = { FLOWGATE_ANSWER_TIMEOUT_MS: "1500" };
const flows = (url: string, ...args: string[]) => runFlows([...args, "--url", url], { env });

/** What a terminal acts on. */
const CONTROL = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

const big = "x".repeat(1024 * 1024);
const SERVERS: readonly (readonly [what: string, listener: RequestListener, text: RegExp])[] = [
  ["speaks HTML", html(200), /^error CLI206: the gateway answers no JSON, but text\/html\n/],
  ["answers nothing", (_, response) => response.end(), /^error CLI206: the gateway answers no JSON/],
  ["answers null", json(null), /^error CLI206: the gateway answers something else: all of it does not fit/],
  ["answers a list", json([]), /^error CLI206: the gateway answers something else/],
  ["answers other members", json({ runs: [{}], failures: [{}] }), /^error CLI206: .*: (?:runs|failures)\.0\./],
  ["fails with HTML", html(500), /^error CLI206: the gateway cannot answer: 500: no JSON, but text\/html\n/],
  ["refuses with HTML", html(403), /^error CLI202: the gateway refuses: 403: no JSON, but text\/html\n/],
  ["refuses with a list", json([1], 400), /^error CLI202: the gateway refuses: 400: \[1\]\n/],
  [
    "refuses on several lines",
    json({ error: "a\nb\u001b[2J\u0007\u009b\u202e", code: "X1" }, 400),
    /^error CLI202: the gateway refuses: 400 X1: a b\\u001b\[2J\\u0007\\u009b\\u202e\n/,
  ],
  ["refuses at length", json({ error: big }, 400), /^error CLI202: the gateway refuses: 400: x{900,}\.\.\.\n/],
  [
    "sends elsewhere",
    html(302, { location: "https://login.example.com/" }),
    /^error CLI202: the gateway sends elsewhere: 302 https:\/\/login\.example\.com\/\n/,
  ],
  ["never answers", () => undefined, /^error CLI201: the gateway does not answer within 1\.5 s\n/],
  [
    "never ends its answer",
    (_, response) => response.writeHead(200).write("{"),
    /^error CLI201: the gateway does not answer within 1\.5 s\n/,
  ],
  ["hangs up", (request) => request.socket.destroy(), /^error CLI201: nothing answers at [^\n]*: UND_ERR_SOCKET\n/],
  [
    "hangs up in the middle",
    (request, response) => {
      response.writeHead(200, { "content-length": "100" }).write('{"runs":[');
      setTimeout(() => request.socket.destroy(), 50);
    },
    /^error CLI206: the gateway stops in the middle of its answer\n/,
  ],
  ["speaks no HTTP", (request) => request.socket.end("hello\r\n\r\n"), /^error CLI201: nothing answers at/],
];

describe("a server that is no gateway", () => {
  it.each(SERVERS)("is told of on one line: one that %s", async (_what, listener, text) => {
    const url = await serving(listener);
    for (const args of [["failures"], ["runs"], ["tail"]]) {
      const { code, stdout, stderr } = await flows(url, ...args);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(text);
      expect(stderr).toMatch(/^error [^\n]+\n {2}next: [^\n]+\n$/);
      expect(stderr).not.toMatch(CONTROL);
    }
  });

  it("is not read to the end of an answer that has none", async () => {
    const url = await serving((_request, response) => {
      const pour = () => {
        while (response.write(big));
        response.once("drain", pour);
      };
      pour();
    });
    const { code, stderr } = await runFlows(["runs", "--url", url]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error CLI206: the gateway answers more than 64 MiB\n/);
  });

  it.each([
    ["ftp://localhost", "is no address"],
    ["localhost:8787", "is no address"],
    ["http://", "is no address"],
    ["http://me:pw@localhost", "has a name or password in it"],
  ])("is not asked at %s", async (url, text) => {
    const { code, stderr } = await flows(url, "runs");
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(text) });
    expect(stderr).not.toContain("pw");
  });

  it.each(["a b", "a\nb", "ż", "\u001b", ""])("is not sent the token %j", async (token) => {
    const { code, stderr } = await runFlows(["runs", "--url", "http://127.0.0.1:1", `--token=${token}`]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error CLI001: the token/) });
  });
});

/** Colours of the command itself. */
const OWN = new RegExp(`${String.fromCharCode(27)}\\[(?:1|2|22|3[1236]|39)m`, "g");

const HOSTILE = "a\u001b[2J\u001b]0;x\u0007\u009b\u202e\rb\nc";
const RUN = {
  run_id: HOSTILE,
  flow: HOSTILE,
  outcome: HOSTILE,
  code: HOSTILE,
  error: HOSTILE,
  place: HOSTILE,
  started_at_ms: 0,
  ended_at_ms: 1e300,
  duration_ms: 1,
};
const FAILURE = { id: HOSTILE, flow: HOSTILE, code: HOSTILE, error: HOSTILE, last_at_ms: -1e300, payload: HOSTILE };

describe("stored text", () => {
  const answers: RequestListener = (request, response) => {
    const all = { runs: [RUN, RUN], failures: [FAILURE], panels: [{ name: HOSTILE, title: HOSTILE }] };
    const panel = { columns: [{ name: HOSTILE }], rows: [[HOSTILE]] };
    json(request.url?.includes("/panels/") ? panel : all)(request, response);
  };

  it.each([
    [["failures"]],
    [["failures", "--json"]],
    [["failures", "show", "x"]],
    [["runs"]],
    [["runs", "--json"]],
    [["runs", "x"]],
    [["metrics"]],
    [["metrics", "x"]],
    [["metrics", "x", "--json"]],
  ])("sends nothing to the terminal that it would act on: %j", async (args) => {
    const url = await serving(answers);
    for (const colours of [{}, { FORCE_COLOR: "1", NO_COLOR: undefined }]) {
      const { code, stdout, stderr } = await runFlows([...args, "--url", url], {
        env: colours as Record<string, string>,
      });
      expect(code).toBe(0);
      // What is bold is so by the command's own doing.
      expect(stdout.replaceAll(OWN, "")).not.toMatch(CONTROL);
      expect(stderr).not.toMatch(CONTROL);
      expect(stdout).toContain("\\u001b[2J");
    }
  });

  it("keeps each run on its line, and what JSON says as it is", async () => {
    const url = await serving(answers);
    expect((await flows(url, "runs")).stdout.trimEnd().split("\n")).toHaveLength(2);
    expect((await flows(url, "failures")).stdout.trimEnd().split("\n")).toHaveLength(1);
    expect(JSON.parse((await flows(url, "runs", "--json")).stdout).runs[0]).toEqual(RUN);
  });
});

describe("flows trigger http", () => {
  const GREET = `
import { flow, http, node } from "flowgate";
export const greet = flow("greet", "1.0.0").on(http.get("/greet")).node("a", node({ run: () => 1 })).respond("a");
`;

  it.each([
    [
      "a redirect as it is",
      html(302, { location: "/elsewhere" }),
      { code: 1, stdout: "<h1>\\u001b[2Jhi</h1>\n", stderr: ": 302\n" },
    ],
    [
      "lines as they come, without empty ones at the end",
      (_: unknown, response: { write: (text: string) => void; end: (text: string) => void }) => {
        response.write("a\n");
        setTimeout(() => response.end("\nb\r\n\n\n"), 50);
      },
      { code: 0, stdout: "a\n\nb\n", stderr: ": 200\n" },
    ],
    [
      "nothing",
      (_: unknown, response: { end: () => void }) => response.end(),
      { code: 0, stdout: "", stderr: ": 200\n" },
    ],
  ] as const)("shows %s", async (_what, listener, wanted) => {
    const made = folderWith({ "flows.ts": GREET });
    const url = await serving(listener as RequestListener);
    const ran = await runFlows(["trigger", "http", "greet", "--url", url], { cwd: made.path, env });
    made.remove();
    expect(ran).toMatchObject({ ...wanted, stderr: expect.stringContaining(wanted.stderr) });
  });
});
