import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { until } from "../../testing/e2e/local-server.ts";
import { runFlows } from "../../testing/flows-command.ts";

const root = join(import.meta.dirname, "..", "..");

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

it("flows dev starts a gateway that the other commands find, and ends it", async () => {
  const storage = mkdtempSync(join(tmpdir(), "flows-dev-"));
  const args = [join(root, "cli/flows.mjs"), "dev", "--json", "--port", String(await freePort()), "--storage", storage];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  try {
    const [line] = await once(createInterface(child.stdout), "line");
    const { url, token } = JSON.parse(line);
    const at = ["--url", url, "--token", token];
    const taken = await runFlows(["trigger", "http", "take_order", "--payload", '{"id":"D-1","total":3}', ...at]);
    expect(taken).toMatchObject({ code: 0, stdout: '{"accepted":"D-1","status":"/orders/D-1"}\n' });
    const runs = await until(
      () => runFlows(["runs", "--json", ...at]),
      ({ stdout }) => stdout.includes("fulfil_order"),
    );
    const seen = JSON.parse(runs.stdout).runs.map(({ flow, outcome }: { flow: string; outcome: string }) => [
      flow,
      outcome,
    ]);
    expect(seen).toEqual([
      ["fulfil_order", "completed"],
      ["take_order", "completed"],
    ]);
    const sent = await runFlows(["trigger", "queue", "fulfil_order", "--payload", '{"id":"D-2","total":5}', ...at]);
    expect(sent).toMatchObject({ code: 0, stdout: "queue orders: 1 message through ORDERS_QUEUE\n" });
    const order = await until(
      () => fetch(`${url}/orders/D-2`),
      ({ ok }) => ok,
    );
    expect(await order.json()).toMatchObject({ id: "D-2", due: 6 });
    expect((await runFlows(["trigger", "cron", "digest", ...at])).stdout).toBe("cron */5 * * * *: ok\n");
    expect((await runFlows(["failures", ...at])).stderr).toBe("0 failures\n");
    expect((await runFlows(["metrics", ...at])).stdout).toContain("error-rate");
  } finally {
    child.kill("SIGINT");
    await ended;
    rmSync(storage, { recursive: true, force: true });
  }
  expect(existsSync(join(root, ".wrangler", "flowgate-dev.json"))).toBe(false);
}, 120_000);
