import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DevServer, startDevServer } from "../../cli/dev/dev-server.ts";

export interface LocalServer extends AsyncDisposable {
  readonly url: string;
  /** Of an operator. */
  readonly token: string;
  /** Everything it has printed. */
  readonly lines: readonly string[];
  readonly stop: () => Promise<void>;
}

/** A gateway as `npm start` runs it, on a free port and with storage of its own. */
export async function startLocal(): Promise<LocalServer> {
  const storage = await mkdtemp(join(tmpdir(), "flowgate-e2e-"));
  const lines: string[] = [];
  const token = crypto.randomUUID();
  const server: DevServer = startDevServer({
    port: await freePort(),
    storage,
    variables: { FLOWGATE_ADMIN_TOKENS: token, FLOWGATE_METRICS: "local" },
    print: (line) => lines.push(line),
  });
  const stop = async () => {
    server.stop();
    await server.ended;
    await rm(storage, { recursive: true, force: true });
  };
  const url = await server.ready.catch(async (error: unknown) => {
    await stop();
    throw new Error(`the server did not start:\n${lines.join("\n")}`, { cause: error });
  });
  return { url, token, lines, stop, [Symbol.asyncDispose]: stop };
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
