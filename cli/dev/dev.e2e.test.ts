import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { family, until } from "../../testing/e2e/local-server.ts";
import { folderWith, runFlows } from "../../testing/flows-command.ts";
import { startDevServer } from "./dev-server.ts";

const root = join(import.meta.dirname, "..", "..");

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Files in a folder, at any depth. */
function filesIn(folder: string): readonly string[] {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

const holds = (path: string, text: string) => existsSync(path) && readFileSync(path).includes(text);

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

    // The token: in no command line of what was started, and in files only that their owner alone can read.
    expect(token.length).toBeGreaterThan(20);
    const pids = await family(child.pid);
    const { stdout: commands } = await promisify(execFile)("ps", ["-ww", "-o", "command=", "-p", pids.join(",")]);
    expect(commands).toMatch(/workerd.*serve/);
    expect(commands).not.toContain(token);
    const kept = [join(root, ".wrangler"), storage].flatMap(filesIn).filter((path) => holds(path, token));
    expect(kept).toContain(join(root, ".wrangler", "flowgate-dev.json"));
    expect(kept.filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
  } finally {
    child.kill("SIGINT");
    await ended;
    rmSync(storage, { recursive: true, force: true });
  }
  expect(existsSync(join(root, ".wrangler", "flowgate-dev.json"))).toBe(false);
}, 120_000);

const SHOW = "export default { fetch: (_request, env) => Response.json({ ...env }) };";
const CONFIG = 'name = "show"\nmain = "worker.js"\ncompatibility_date = "2026-10-23"\n[vars]\nOWN = "x"\n';

it("a project's own variables reach its Worker as they stand, and ours beside them", async () => {
  const project = folderWith({
    "worker.js": SHOW,
    "wrangler.toml": CONFIG,
    ".dev.vars": 'PASSWORD=pa$$word$HOME\nTOKEN=old\nPEM="a\\nb"\n',
  });
  const variables = { TOKEN: "new-token-of-this-start" };
  const server = startDevServer({
    directory: project.path,
    port: await freePort(),
    variables,
    openVariables: { A: "1" },
  });
  try {
    const seen: unknown = await (await fetch(await server.ready)).json();
    expect(seen).toEqual({ OWN: "x", PASSWORD: "pa$$word$HOME", PEM: "a\nb", TOKEN: variables.TOKEN, A: "1" });
  } finally {
    server.stop();
    await server.ended;
    project.remove();
  }
}, 60_000);

it("a server that does not start prints why, and no secret", async () => {
  const project = folderWith({ "worker.js": "import './gone.js';", "wrangler.toml": CONFIG });
  const lines: string[] = [];
  const server = startDevServer({
    directory: project.path,
    port: await freePort(),
    variables: { TOKEN: "gone.js" },
    print: (line) => lines.push(line),
  });
  server.ready.catch(() => undefined);
  await until(
    async () => lines.join("\n"),
    (text) => text.includes("Could not resolve"),
  );
  server.stop();
  await server.ended;
  project.remove();
  expect(lines.join("\n")).toMatch(/Could not resolve ".\/\(hidden\)"/);
}, 60_000);
