import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { CliError } from "./cli-error.ts";
import { codeOf } from "./files/file-error.ts";
import { stackText, thrownText } from "./thrown-text.ts";

/** How long a module may take to load; it runs no flow, so that it should take none. */
const TIMEOUT_MS = Number(process.env.FLOWGATE_LOAD_TIMEOUT_MS) || 30_000;

/** The file whose code is being loaded, and whether any was: what goes wrong in the background is probably its doing. */
export const projectCode: { loading: string | undefined; loaded: boolean } = { loading: undefined, loaded: false };

type Exports = Readonly<Record<string, unknown>>;

/**
 * Runs a module of the project and gives what `read` finds among its exports. CLI102 where either throws, or loading does
 * not come to an end.
 */
export async function loadModule<Found>(path: string, file: string, read: (exports: Exports) => Found): Promise<Found> {
  const dog = watchdog(file);
  projectCode.loading = file;
  projectCode.loaded = true;
  try {
    return read(await Promise.race([import(pathToFileURL(path).href), tooLong(file)]));
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const message = `${file} cannot be loaded: ${thrownText(cause)}${placeOf(cause)}`;
    throw new CliError("CLI102", message, { cause, ...nextOf(cause) });
  } finally {
    projectCode.loading = undefined;
    void dog.terminate();
  }
}

const late = (file: string) => `${file} is not loaded after ${TIMEOUT_MS / 1000} s: something in it does not end`;
const NEXT = "take work out of the module, into a node's `run`";

/** For code that waits. Where nothing else is left to happen the process ends at once, and says so. */
async function tooLong(file: string): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS).unref());
  throw new CliError("CLI102", late(file), { next: NEXT });
}

/** For code that never gives way, so that nothing in this thread can stop it. */
function watchdog(file: string): Worker {
  const text = JSON.stringify(`error CLI102: ${late(file)}\n  next: ${NEXT}\n`);
  const body = `setTimeout(() => {
    require("node:fs").writeSync(2, ${text});
    process.kill(process.pid, "SIGKILL");
  }, ${TIMEOUT_MS + 1_000});`;
  const worker = new Worker(body, { eval: true });
  worker.unref();
  return worker;
}

/** The first place outside of Node's own modules that the stack names. */
export function placeOf(error: unknown): string {
  const [, url, line] = /(file:\/\/[^\s:]+):(\d+)/.exec(stackText(error)) ?? [];
  return url === undefined ? "" : ` (${fileURLToPath(url)}:${line})`;
}

function nextOf(error: unknown): { readonly next?: string } {
  const code = codeOf(error);
  if (code === "ERR_UNSUPPORTED_ESM_URL_SCHEME") {
    return { next: "flows load in plain Node: import `cloudflare:*` only in the Worker's entry point" };
  }
  if (code === "ERR_MODULE_NOT_FOUND") return { next: "install what it imports, or correct the path" };
  return {};
}
