import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface DevServer {
  /** Its address, once it answers. Rejects if it ends before. */
  readonly ready: Promise<string>;
  /** Its exit code. */
  readonly ended: Promise<number>;
  readonly stop: () => void;
}

const WRANGLER = fileURLToPath(import.meta.resolve("../node_modules/wrangler/bin/wrangler.js"));
const READY = /Ready on (http:\/\/\S+)/;

/** Runs `wrangler dev` on loopback and passes its lines on, without the noise of its own start. */
export function startDevServer(port: number): DevServer {
  const args = ["dev", "--port", String(port), "--ip", "127.0.0.1", "--show-interactive-dev-session=false"];
  const child = spawn(process.execPath, [WRANGLER, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let isReady: (url: string) => void;
  let isNot: (error: Error) => void;
  const ready = new Promise<string>((resolve, reject) => {
    isReady = resolve;
    isNot = reject;
  });
  let started = false;
  const early: string[] = [];
  const read = (line: string) => {
    const [, url] = READY.exec(line) ?? [];
    if (url === undefined) {
      if (started) console.log(line);
      else early.push(line);
      return;
    }
    started = true;
    isReady(url.replace("127.0.0.1", "localhost"));
  };
  createInterface(child.stdout).on("line", read);
  createInterface(child.stderr).on("line", read);
  const ended = new Promise<number>((resolve) => {
    child.on("close", (code) => {
      // What it said before it was ready matters only when it never was.
      if (!started) console.error(early.join("\n"));
      isNot(new Error("the server did not start"));
      resolve(code ?? 0);
    });
    child.on("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
  });
  return { ready, ended, stop: () => child.kill("SIGINT") };
}
