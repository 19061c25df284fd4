import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { wranglerIn } from "../package/bundle.ts";

export interface DevServerOptions {
  /** The project, whose wrangler runs it. Default: the current folder. */
  readonly directory?: string;
  readonly port: number;
  /** Folder that local bindings are kept in. Default: wrangler's own, in the project. */
  readonly storage?: string;
  /** Variables of the Worker, beside those of the wrangler file. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly print?: (line: string) => void;
}

export interface DevServer {
  /** Its address, once it answers. Rejects if it ends before. */
  readonly ready: Promise<string>;
  /** Its exit code. */
  readonly ended: Promise<number>;
  readonly stop: () => void;
  /** Of its process; undefined if it did not start. */
  readonly pid: number | undefined;
}

const READY = /Ready on (http:\/\/\S+)/;

/** Runs `wrangler dev` on loopback. Prints its lines from when it is ready, or all of them if it never is. */
export function startDevServer(options: DevServerOptions): DevServer {
  const { directory = process.cwd(), port, storage, variables = {}, print = console.log } = options;
  const args = ["dev", "--port", String(port), "--ip", "127.0.0.1", "--show-interactive-dev-session=false"];
  if (storage !== undefined) args.push("--persist-to", storage);
  for (const [name, value] of Object.entries(variables)) args.push("--var", `${name}:${value}`);
  const child = spawn(process.execPath, [wranglerIn(directory), ...args], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const early: string[] = [];
  let started = false;
  const { promise: ready, resolve: isReady, reject: isNot } = Promise.withResolvers<string>();
  const read = (line: string) => {
    const [, url] = READY.exec(line) ?? [];
    if (url !== undefined && !started) {
      started = true;
      isReady(url.replace("127.0.0.1", "localhost"));
    } else if (started) print(line);
    else early.push(line);
  };
  createInterface(child.stdout).on("line", read);
  createInterface(child.stderr).on("line", read);
  const { promise: ended, resolve: hasEnded } = Promise.withResolvers<number>();
  child.on("error", (error) => early.push(error.message));
  child.on("close", (code) => {
    if (!started) for (const line of early) print(line);
    isNot(new Error("the server did not start"));
    hasEnded(code ?? 1);
  });
  return { ready, ended, stop: () => child.kill("SIGINT"), pid: child.pid };
}
