import { spawn } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const BINARY = fileURLToPath(import.meta.resolve("../../node_modules/workerd/bin/workerd"));
const START_TIMEOUT_MS = 20_000;

/** A Worker to serve, with its text variables. */
export interface Served {
  readonly name: string;
  /** Its only module. */
  readonly built: { readonly file: string };
  readonly vars?: Readonly<Record<string, string>>;
  /** Binds `BUCKET`, an R2 bucket, to what listens there; see bucket.ts. */
  readonly bucketPort?: number;
  /** Classes of the Worker, each bound under its name in capitals: objects on SQLite, on this machine's disk. */
  readonly objects?: readonly string[];
  /** Other Workers by the name that they are bound under, or an entrypoint of theirs: `name#Entrypoint`. */
  readonly services?: Readonly<Record<string, string>>;
}

export interface Workerd {
  /** Loopback port of each Worker. */
  readonly portOf: (name: string) => number;
  /** CPU time of the process so far, in milliseconds; undefined where the system does not say. */
  readonly cpuMs: () => Promise<number | undefined>;
  /** Memory of the process that is in use; undefined where the system does not say. */
  readonly memoryBytes: () => Promise<number | undefined>;
  readonly stop: () => Promise<void>;
  /** Ends it as a power cut does. What objects have stored stays in the folder, for the next to serve from there. */
  readonly kill: () => Promise<void>;
}

/** Serves all of them from one workerd, each on a port of its own, without a proxy before it. `inspector` is a port, too. */
export async function startWorkerd(
  served: readonly Served[],
  folder: string,
  { inspected = false }: { readonly inspected?: boolean } = {},
): Promise<Workerd> {
  const home = join(folder, "workerd");
  await mkdir(home, { recursive: true });
  for (const { name, built } of served) await copyFile(built.file, join(home, `${name}.js`));
  await writeFile(join(home, "metrics.js"), METRICS);
  await mkdir(join(home, "objects"), { recursive: true });
  await writeFile(join(home, "config.capnp"), configOf(served, join(home, "objects")));
  const inspector = inspected ? ["--inspector-addr=127.0.0.1:0"] : [];
  // Only to call another Worker's handlers for queues and ticks.
  const experimental = served.some(({ services }) => services) ? ["--experimental"] : [];
  const args = ["serve", "--control-fd=3", ...experimental, ...inspector, join(home, "config.capnp")];
  const child = spawn(BINARY, args, { stdio: ["ignore", "ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  const stop = () => end("SIGTERM");
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += String(chunk);
  });
  try {
    const ports = await listening(child.stdio[3] as Readable, served.length + inspector.length);
    const portOf = (name: string) => ports.get(name) ?? 0;
    const pid = child.pid ?? 0;
    return { portOf, stop, kill: () => end("SIGKILL"), cpuMs: () => cpuMs(pid), memoryBytes: () => memoryBytes(pid) };
  } catch (cause) {
    await stop();
    throw new Error(`workerd did not start: ${errors}`, { cause });
  }
}

/** Reads the port of each socket from workerd's control messages, one JSON object a line. */
function listening(control: Readable, count: number): Promise<ReadonlyMap<string, number>> {
  const ports = new Map<string, number>();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready after ${START_TIMEOUT_MS} ms`)), START_TIMEOUT_MS);
    const lines = createInterface(control);
    lines.on("close", () => reject(new Error("it ended")));
    lines.on("line", (line) => {
      const { event, socket, port } = JSON.parse(line);
      if (event === "listen") ports.set(socket, port);
      if (event === "listen-inspector") ports.set("inspector", port);
      if (ports.size < count) return;
      clearTimeout(timer);
      resolve(ports);
    });
  });
}

/** Sums up the threads: Linux counts each in nanoseconds, the process only in hundredths of a second. */
async function cpuMs(pid: number): Promise<number | undefined> {
  const tasks = `/proc/${pid}/task`;
  const threads = await readdir(tasks).catch(() => []);
  if (threads.length === 0) return undefined;
  const texts = await Promise.all(threads.map((id) => readFile(`${tasks}/${id}/schedstat`, "utf8").catch(() => "0")));
  return texts.reduce((sum, text) => sum + Number(text.split(" ")[0]) / 1e6, 0);
}

async function memoryBytes(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kib = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

/**
 * Stands for Analytics Engine, which workerd has only as a remote service: a wrapped binding, as in local development.
 * It reads what it is given, as the platform would.
 */
const METRICS = `
class Dataset {
  #characters = 0;
  writeDataPoint({ indexes, blobs, doubles }) {
    for (const text of indexes) this.#characters += text.length;
    for (const text of blobs) this.#characters += text.length;
    this.#characters += doubles.length;
  }
}
export default () => new Dataset();
`;

/** Text in Cap'n Proto is quoted as in C, which JSON's quoting fits. */
function configOf(served: readonly Served[], disk: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${[...served.map(serviceOf), ...served.flatMap(bucketOf), diskOf(disk)].join(",\n")}],
  sockets = [${served.map(({ name }) => `(name = "${name}", address = "127.0.0.1:0", http = (), service = "${name}")`).join(",\n")}],
  extensions = [(modules = [(name = "bench:metrics", internal = true, esModule = embed "metrics.js")])]
);`;
}

const diskOf = (path: string): string => `(name = "objects", disk = (path = ${JSON.stringify(path)}, writable = true))`;

const bucketOf = ({ name, bucketPort }: Served): readonly string[] =>
  bucketPort === undefined
    ? []
    : [`(name = "${name}-bucket", external = (address = "127.0.0.1:${bucketPort}", http = ()))`];

function serviceOf({ name, vars = {}, bucketPort, objects = [], services = {} }: Served): string {
  const bindings = [
    `(name = "METRICS", wrapped = (moduleName = "bench:metrics", innerBindings = []))`,
    ...(bucketPort === undefined ? [] : [`(name = "BUCKET", r2Bucket = "${name}-bucket")`]),
    ...objects.map((kind) => `(name = "${kind.toUpperCase()}", durableObjectNamespace = (className = "${kind}"))`),
    ...Object.entries(services).map(([key, service]) => `(name = "${key}", service = ${designator(service)})`),
    ...Object.entries(vars).map(([key, value]) => `(name = "${key}", text = ${JSON.stringify(value)})`),
  ];
  const kinds = objects.map((kind) => `(className = "${kind}", uniqueKey = "${name}-${kind}", enableSql = true)`);
  const stored =
    kinds.length === 0
      ? ""
      : `,
    durableObjectNamespaces = [${kinds.join(", ")}],
    durableObjectStorage = (localDisk = "objects")`;
  return `(name = "${name}", worker = (
    modules = [(name = "${name}.js", esModule = embed "${name}.js")],
    compatibilityDate = "2026-10-23",
    compatibilityFlags = ["enable_request_signal"${Object.keys(services).length > 0 ? ', "service_binding_extra_handlers"' : ""}],
    bindings = [${bindings.join(", ")}]${stored}
  ))`;
}

function designator(service: string): string {
  const [name, entrypoint] = service.split("#");
  return entrypoint === undefined ? `"${name}"` : `(name = "${name}", entrypoint = "${entrypoint}")`;
}
