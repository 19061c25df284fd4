import { exec } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { samples } from "../../examples/samples.ts";
import { type LocalServer, startLocal, until } from "./local-server.ts";

const run = promisify(exec);
let server: LocalServer;

beforeAll(async () => {
  server = await startLocal();
});
afterAll(() => server?.stop());

const get = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  get(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

describe("the examples, on a started gateway", () => {
  it("s1 answers the value in lower case and trimmed", async () => {
    const response = await post("/echo", { value: "  HeLLo " });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ value: "hello" });
  });

  it("s2 streams six events", async () => {
    const response = await post("/site/stream", { site: "/pricing" }, { accept: "text/event-stream" });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const text = await response.text();
    const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? ""));
    expect(events).toEqual(
      ["snapshot", "update_0", "update_1", "update_2", "update_3", "update_4"].map((stage, n) => ({
        site: "/pricing",
        stage,
        status: n % 2 === 0 ? "operational" : "degraded",
        latency_ms: 120 + n * 12,
      })),
    );
    expect([...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id)).toEqual(["1", "2", "3", "4", "5", "6"]);
  });

  it("s2 streams lines of JSON to a client that asks for them", async () => {
    const response = await post("/site/stream", { site: "/pricing" }, { accept: "application/x-ndjson" });
    const lines = (await response.text()).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).stage)).toHaveLength(6);
  });

  it("s2 notices that its client left", async () => {
    const leaving = new AbortController();
    const response = await get("/site/stream", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"site":"/left"}',
      signal: leaving.signal,
    });
    await response.body?.getReader().read();
    leaving.abort();
    const ended = (lines: readonly string[]) => lines.some((line) => /"flow":"site".*"outcome":"cancelled"/.test(line));
    expect(ended(await until(async () => server.lines, ended))).toBe(true);
  });

  it("s3 greets, streams greetings, and sends a body back unchanged", async () => {
    expect(await (await get("/workers/echo/ada?shout=true")).json()).toEqual({ hello: "ADA" });
    const stream = await (await get("/workers/echo/ada/stream?count=3&interval_ms=1")).text();
    expect(stream.match(/^data: /gm)).toHaveLength(3);
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const raw = await get("/workers/echo/raw", {
      method: "POST",
      body: bytes,
      headers: { "content-type": "application/x-any" },
    });
    expect(raw.headers.get("content-type")).toBe("application/x-any");
    expect(new Uint8Array(await raw.arrayBuffer())).toEqual(bytes);
  });

  it("s4 takes an order through the queue to KV, and s5 counts it at a tick", async () => {
    const taken = await post("/orders", { id: "e2e-1", total: 10, express: true });
    expect(taken.status).toBe(202);
    const read = () => get("/orders/e2e-1");
    const found = await until(read, ({ status }) => status === 200);
    expect(await found.json()).toMatchObject({ id: "e2e-1", due: 27, shipping: "express" });
    const tick = await get("/cdn-cgi/handler/scheduled?cron=*/5+*+*+*+*&format=json");
    expect(await tick.json()).toMatchObject({ outcome: "ok" });
    expect(await (await get("/digest")).json()).toMatchObject({ orders: expect.any(Number) });
  });

  it.each(Object.entries(samples))("the sample command of %s works", async (_, sample) => {
    const command = `${sample.replaceAll("{url}", server.url).replace("{token}", server.token)} -sS --fail-with-body -m 20`;
    const tried = () => run(command).catch((error: { stdout: string }) => ({ stdout: error.stdout }));
    // An order can be read once its message came through the queue.
    const { stdout } = await until(tried, (answer) => !answer.stdout.includes("ORDER_UNKNOWN"));
    expect(stdout).not.toBe("");
    expect(stdout).not.toContain('"code"');
  });
});
