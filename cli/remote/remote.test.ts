import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runFlows } from "../../testing/flows-command.ts";
import { queryOf } from "./client.ts";

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

const FAILURE = { id: "orders~1", flow: "orders", code: "RES105", error: "no answer", last_at_ms: 0 };
const ANSWERS: Readonly<Record<string, readonly [status: number, body: unknown]>> = {
  "/_flow/failures": [200, { failures: [FAILURE] }],
  "/_flow/failures/orders~1": [200, FAILURE],
  "/_flow/failures/orders~1/replay": [200, { result: "completed" }],
  "/_flow/failures/orders~done/replay": [
    409,
    { error: "this failure was replayed, and run again completed", code: "REPLAY102" },
  ],
  "/_flow/failures/replay": [200, { matched: 2 }],
  "/_flow/runs": [401, { error: "this needs the operator's credentials", code: "ADMIN102" }],
  "/_flow/api/panels/runs": [
    200,
    {
      columns: [
        { name: "t", type: "time" },
        { name: "runs", type: "number" },
      ],
      rows: [[0, 3]],
    },
  ],
  "/orders": [202, { accepted: "A-1" }],
  "/_flow/queues/ORDERS_QUEUE/messages": [202, { binding: "ORDERS_QUEUE", sent: 1 }],
  "/cdn-cgi/handler/scheduled": [200, { outcome: "ok" }],
};

const asked: Asked[] = [];
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      asked.push({ method: request.method, url: request.url, authorization: request.headers.authorization, body });
      const [status, answer] = ANSWERS[(request.url ?? "").split("?")[0] ?? ""] ?? [500, "oops"];
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const flows = (...args: string[]) => runFlows([...args, "--url", url, "--token", "secret"]);

describe("flows failures", () => {
  it("asks with the operator's token, and shows a line for each", async () => {
    const { code, stdout, stderr } = await flows("failures", "--flow", "orders", "--limit", "5");
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: "1970-01-01T00:00:00.000Z  orders  RES105  orders~1  no answer\n",
      stderr: "1 failure\n",
    });
    expect(asked.at(-1)).toMatchObject({ url: "/_flow/failures?flow=orders&limit=5", authorization: "Bearer secret" });
  });

  it("shows one, and replays one", async () => {
    expect(JSON.parse((await flows("failures", "show", "orders~1")).stdout)).toEqual(FAILURE);
    expect(JSON.parse((await flows("failures", "replay", "orders~1")).stdout)).toEqual({ result: "completed" });
    expect(asked.at(-1)).toMatchObject({ method: "POST", url: "/_flow/failures/orders~1/replay" });
  });

  it("replays one again by force, and tells how where one was replayed", async () => {
    await flows("failures", "replay", "orders~1", "--force");
    expect(JSON.parse(asked.at(-1)?.body ?? "")).toEqual({ force: true });
    const { code, stderr } = await flows("failures", "replay", "orders~done");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/409 REPLAY102: .*run again completed\n {2}next: --force/),
    });
    expect((await flows("failures", "replay", "--flow", "orders", "--force")).stderr).toMatch(
      /^error CLI001: --force is/,
    );
  });

  it("replays those of a flow by what it is told of them", async () => {
    await flows("failures", "replay", "--flow", "orders", "--code", "RES105", "--rate", "2", "--dry-run");
    expect(JSON.parse(asked.at(-1)?.body ?? "")).toEqual({ flow: "orders", code: "RES105", rate: 2, dry_run: true });
  });

  it.each([
    [["failures", "show"], 2, /^error CLI001: no failure is named/],
    [["failures", "replay"], 2, /^error CLI001: neither a failure nor a flow is named/],
    [["failures", "burn"], 2, /^error CLI001: failures cannot burn/],
    [["runs"], 1, /^error CLI202: the gateway refuses: 401 ADMIN102: .*\n {2}next: give an operator's token/],
    [["metrics", "gone"], 1, /^error CLI206: the gateway cannot answer: 500/],
  ] as const)("says what is wrong with %j", async (args, code, text) => {
    const ran = await flows(...args);
    expect(ran.stderr).toMatch(text);
    expect(ran).toMatchObject({ code, stdout: "" });
  });
});

describe("flows metrics", () => {
  it("shows a panel as a table", async () => {
    const { stdout } = await flows("metrics", "runs");
    expect(stdout.split("\n").map((line) => line.trim().split(/ +/))).toEqual([
      ["t", "runs"],
      ["1970-01-01T00:00:00.000Z", "3"],
      [""],
    ]);
  });
});

describe("flows trigger", () => {
  it("sends the request that a flow's route takes", async () => {
    const { code, stdout } = await flows("trigger", "http", "take_order", "--payload", '{"id":"A-1","total":3}');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"accepted":"A-1"}\n' });
    expect(asked.at(-1)).toMatchObject({ method: "POST", url: "/orders", body: '{"id":"A-1","total":3}' });
    expect(asked.at(-1)?.authorization).toBeUndefined();
  });

  it("sends a message through the producer that the wrangler file has for the flow's queue", async () => {
    const { code, stdout } = await flows("trigger", "queue", "fulfil_order", "--payload", '{"id":"A-1"}');
    expect({ code, stdout }).toEqual({ code: 0, stdout: "queue orders: 1 message through ORDERS_QUEUE\n" });
    expect(asked.at(-1)).toMatchObject({
      method: "POST",
      url: "/_flow/queues/ORDERS_QUEUE/messages",
      authorization: "Bearer secret",
      body: '{"body":{"id":"A-1"}}',
    });
  });

  it("sends to a queue by its own name, through the producer that is named", async () => {
    const parts = ["--binding", "ORDERS_QUEUE", "--payload", "1", "--delay", "5", "--json"];
    const { stdout } = await flows("trigger", "queue", "elsewhere", ...parts);
    expect(JSON.parse(stdout)).toEqual({ binding: "ORDERS_QUEUE", queue: "elsewhere", sent: 1 });
    expect(JSON.parse(asked.at(-1)?.body ?? "")).toEqual({ body: 1, delay_seconds: 5 });
  });

  it.each([
    [["fulfil_order"], 2, /^error CLI001: a message has a body\n {2}next: give --payload or --file/],
    [["nobody"], 2, /^error CLI104: nothing in wrangler\.toml sends to a queue nobody\n {2}next: .*orders, /],
    [["take_order"], 2, /^error CLI107: flow take_order has no queue trigger/],
    [["orders", "--config", "gone.toml"], 2, /^error CLI101: gone\.toml cannot be read: ENOENT/],
    [["orders", "--config", "package.json"], 1, /^error CLI102: package\.json: CONF101 /],
    [["orders", "--delay", "0"], 2, /^error CLI001: .*whole number above 0/],
    [["orders", "--binding", "GONE"], 1, /^error CLI206: the gateway cannot answer: 500/],
  ] as const)("sends no message with %j", async (args, code, text) => {
    const payload = args.length === 1 && args[0] === "fulfil_order" ? [] : ["--payload", "1"];
    const ran = await flows("trigger", "queue", ...args, ...payload);
    expect(ran.stderr).toMatch(text);
    expect(ran).toMatchObject({ code, stdout: "" });
  });

  it("fires the cron of a flow", async () => {
    const { stdout } = await flows("trigger", "cron", "digest");
    expect(stdout).toBe("cron */5 * * * *: ok\n");
    expect(asked.at(-1)?.url).toBe("/cdn-cgi/handler/scheduled?cron=*%2F5+*+*+*+*&format=json");
  });

  it("fires no cron of a gateway that is deployed", async () => {
    const { code, stderr } = await runFlows(["trigger", "cron", "digest", "--url", "https://gateway.example.com"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error CLI001: a deployed cron cannot be fired from outside/);
  });

  it("says that nothing answers where nothing answers", async () => {
    const { code, stderr } = await runFlows(["runs", "--url", "http://127.0.0.1:1"]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        "error CLI201: nothing answers at http://127.0.0.1:1\n  next: start it with `flows dev`, or correct --url\n",
    });
  });

  it("refuses an address that is none", async () => {
    expect(await runFlows(["runs", "--url", "gateway"])).toMatchObject({ code: 2 });
  });
});

describe("queryOf", () => {
  it("leaves out what was not given", () => {
    expect(queryOf({ flow: undefined })).toBe("");
    expect(queryOf({ flow: "a b", limit: 3, failed: undefined })).toBe("?flow=a+b&limit=3");
  });
});
