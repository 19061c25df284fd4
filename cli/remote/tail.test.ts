import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runFlows } from "../../testing/flows-command.ts";

const RUN = { flow: "orders", place: "POST /orders", started_at_ms: 0, duration_ms: 7 };
const DONE = { ...RUN, run_id: "a", outcome: "completed", ended_at_ms: 1_000 };
const FAILED = { ...RUN, run_id: "b", outcome: "failed", code: "RES105", error: "no answer", ended_at_ms: 2_000 };

let server: Server;
let url: string;
let looks = 0;
beforeEach(async () => {
  looks = 0;
  server = createServer((request, response) => {
    const isRuns = request.url?.startsWith("/_flow/runs") ?? false;
    const runs = isRuns && looks++ > 0 ? [FAILED, DONE] : [DONE];
    response.end(JSON.stringify(isRuns ? { runs } : { failures: [] }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function tail(...args: string[]): { readonly child: ChildProcess; readonly lines: AsyncIterator<string> } {
  const flows = join(import.meta.dirname, "..", "flows.mjs");
  const child = spawn(process.execPath, [flows, "tail", "--url", url, ...args], {
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
}

describe("flows tail", () => {
  it("prints a line for each run as it comes, and ends well with Ctrl+C", async () => {
    const { child, lines } = tail();
    expect((await lines.next()).value).toBe("1970-01-01T00:00:01.000Z  completed  orders  POST /orders  7 ms  a");
    const second = "1970-01-01T00:00:02.000Z  failed  orders  POST /orders  7 ms  RES105  b  no answer";
    expect((await lines.next()).value).toBe(second);
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([0, null]);
  });

  it("prints JSON, one run a line", async () => {
    const { child, lines } = tail("--json");
    expect(JSON.parse((await lines.next()).value)).toEqual({ kind: "run", ...DONE });
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([0, null]);
  });

  it("ends with an error where nothing answers", async () => {
    const { code, stderr } = await runFlows(["tail", "--url", "http://127.0.0.1:1"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error CLI201: nothing answers at http:\/\/127\.0\.0\.1:1\n {2}next: /);
  });
});
