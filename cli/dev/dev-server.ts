import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { wranglerIn } from "../package/bundle.ts";
import { envFiles } from "./env-file.ts";

export interface DevServerOptions {
  /** The project, whose wrangler runs it. Default: the current folder. */
  readonly directory?: string;
  readonly port: number;
  /** Folder that local bindings are kept in. Default: wrangler's own, in the project. */
  readonly storage?: string;
  /** Variables of the Worker, beside those of its files. They may be secrets: no process shows them. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Those that anybody may read, and that a project's list of secrets does not keep out. */
  readonly openVariables?: Readonly<Record<string, string>>;
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

/** Wrangler waits for a change of what does not build. */
const BROKEN = /\[ERROR\]/;

/** Runs `wrangler dev` on loopback. Prints its lines from when it is ready, or all of them where something is wrong. */
export function startDevServer(options: DevServerOptions): DevServer {
  const { directory = process.cwd(), port, storage, variables = {}, openVariables = {} } = options;
  const print = withoutSecrets(Object.values(variables), options.print ?? console.log);
  const env = envFiles(directory, variables);
  const args = ["dev", "--port", String(port), "--ip", "127.0.0.1", "--show-interactive-dev-session=false"];
  if (storage !== undefined) args.push("--persist-to", storage);
  for (const [name, value] of Object.entries(openVariables)) args.push("--var", `${name}:${value}`);
  const child = spawn(process.execPath, [wranglerIn(directory), ...args, ...env.args], {
    cwd: directory,
    env: { ...process.env, ...env.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const early: string[] = [];
  let started = false;
  let broken = false;
  const flush = () => {
    for (const line of early.splice(0)) print(line);
  };
  const { promise: ready, resolve: isReady, reject: isNot } = Promise.withResolvers<string>();
  const read = (line: string) => {
    const [, url] = READY.exec(line) ?? [];
    if (url !== undefined && !started) {
      started = true;
      early.length = 0;
      isReady(url.replace("127.0.0.1", "localhost"));
      return;
    }
    broken ||= BROKEN.test(line);
    early.push(line);
    if (started || broken) flush();
  };
  createInterface(child.stdout).on("line", read);
  createInterface(child.stderr).on("line", read);
  const { promise: ended, resolve: hasEnded } = Promise.withResolvers<number>();
  child.on("error", (error) => early.push(error.message));
  child.on("close", (code) => {
    env.remove();
    flush();
    isNot(new Error("the server did not start"));
    hasEnded(code ?? 1);
  });
  return { ready, ended, stop: () => child.kill("SIGINT"), pid: child.pid };
}

/** What a server prints may go to a log. */
function withoutSecrets(secrets: readonly string[], print: (line: string) => void): (line: string) => void {
  return (line) => print(secrets.reduce((text, secret) => text.replaceAll(secret, "(hidden)"), line));
}
