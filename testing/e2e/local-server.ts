import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type DevServer, startDevServer } from "../../cli/dev/dev-server.ts";

export interface LocalServer extends AsyncDisposable {
  readonly url: string;
  /** Of an operator. */
  readonly token: string;
  /** Everything it has printed. */
  readonly lines: readonly string[];
  readonly stop: () => Promise<void>;
  /** Ends its processes as a power cut does; what it has stored stays. */
  readonly kill: () => Promise<void>;
}

/** A gateway as `npm start` runs it, on a free port; with storage of its own, or where another one left it. */
export async function startLocal(kept?: string): Promise<LocalServer> {
  const storage = kept ?? (await mkdtemp(join(tmpdir(), "flowgate-e2e-")));
  const lines: string[] = [];
  const token = crypto.randomUUID();
  const server: DevServer = startDevServer({
    port: await freePort(),
    storage,
    variables: { FLOWGATE_ADMIN_TOKENS: token, FLOWGATE_METRICS: "local", FLOWGATE_PUBLIC: "*" },
    print: (line) => lines.push(line),
  });
  const stop = async () => {
    server.stop();
    await server.ended;
    if (kept === undefined) await rm(storage, { recursive: true, force: true });
  };
  const kill = async () => {
    for (const pid of await family(server.pid)) process.kill(pid, "SIGKILL");
    await server.ended;
  };
  const url = await server.ready.catch(async (error: unknown) => {
    await stop();
    throw new Error(`the server did not start:\n${lines.join("\n")}`, { cause: error });
  });
  return { url, token, lines, stop, kill, [Symbol.asyncDispose]: stop };
}

/** A process and those it started, itself first. */
export async function family(pid: number | undefined): Promise<readonly number[]> {
  if (pid === undefined) return [];
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const parents = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  for (const known of found) found.push(...parents.flatMap(([id, parent]) => (id && parent === known ? [id] : [])));
  return found;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Asks again until `ready` says so, for at most `timeoutMs`; then gives what it was last told. */
export async function until<T>(ask: () => Promise<T>, ready: (answer: T) => boolean, timeoutMs = 20_000): Promise<T> {
  const endAtMs = Date.now() + timeoutMs;
  let answer = await ask();
  while (!ready(answer) && Date.now() < endAtMs) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    answer = await ask();
  }
  return answer;
}
