import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bench, Table } from "./bench.ts";
import { type Built, build, gzipBytes } from "./build.ts";
import { rounded } from "./statistics.ts";
import { wrangler } from "./wrangler.ts";

const MAX_GZIP_BYTES = 60 * 1024;
/** A fifth of what the platform gives the global scope, on whatever machine this runs. */
const MAX_START_UP_MS = 200;
const LARGEST_PARTS = 12;

/** What is uploaded for a Worker with s1 alone, as its wrangler file says: minified. */
export const bundle: Bench = {
  name: "bundle",
  run: async ({ folder, progress }) => {
    progress("bundle: building");
    const s1 = await build("s1", folder);
    const all = await build("worker", folder, "examples/worker.ts");
    progress("bundle: starting up");
    const startUpMs = await startUp("bench/workers/s1.ts", folder);
    const bundleGzipBytes = gzipBytes(s1);
    return {
      json: {
        bundleGzipBytes,
        bundle: { bytes: s1.code.byteLength, allExamplesGzipBytes: gzipBytes(all), startUpMs: rounded(startUpMs, 1) },
      },
      tables: [sizesTable(s1, all), partsTable(s1)],
      targets: [
        { name: "Worker with s1, bytes gzipped", value: bundleGzipBytes, bound: { most: MAX_GZIP_BYTES } },
        { name: "Worker with s1, ms of CPU to start up", value: startUpMs, bound: { most: MAX_START_UP_MS } },
      ],
    };
  },
};

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly functionName: string } }[];
  readonly samples: readonly number[];
  /** Microseconds. */
  readonly timeDeltas: readonly number[];
}

/** CPU time of the global scope, by the profile that wrangler takes of it. */
async function startUp(entry: string, folder: string): Promise<number> {
  const upload = join(folder, "startup.bundle");
  const outfile = join(folder, "startup.cpuprofile");
  await wrangler("deploy", entry, "--dry-run", "--outfile", upload);
  await wrangler("check", "startup", "--worker", upload, "--outfile", outfile);
  const { nodes, samples, timeDeltas } = JSON.parse(await readFile(outfile, "utf8")) as Profile;
  const idle = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === "(idle)").map(({ id }) => id));
  const busyUs = samples.reduce((sum, id, index) => sum + (idle.has(id) ? 0 : (timeDeltas[index] ?? 0)), 0);
  return busyUs / 1000;
}

function sizesTable(s1: Built, all: Built): Table {
  const row = (name: string, built: Built) => [name, kib(built.code.byteLength), kib(gzipBytes(built))];
  return {
    title: "Size of the Worker, minified; KiB",
    columns: ["Worker", "as it is", "gzipped"],
    rows: [row("s1 alone", s1), row("every example, admin and dashboard", all)],
  };
}

/** By folder of ours and by package; what they take of the gzipped bundle cannot be told apart. */
function partsTable({ bytesOf }: Built): Table {
  const parts = new Map<string, number>();
  for (const [path, bytes] of bytesOf) parts.set(partOf(path), (parts.get(partOf(path)) ?? 0) + bytes);
  const sorted = [...parts].sort(([, a], [, b]) => b - a);
  const rest = sorted.slice(LARGEST_PARTS).reduce((sum, [, bytes]) => sum + bytes, 0);
  return {
    title: "Its largest parts with s1 alone, before gzip; KiB",
    columns: ["part", "size"],
    rows: [...sorted.slice(0, LARGEST_PARTS), ["all else", rest] as const].map(([part, bytes]) => [part, kib(bytes)]),
  };
}

function partOf(path: string): string {
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return name === undefined ? path.split("/").slice(0, 2).join("/") : `npm ${name}`;
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
