import { mkdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { wrangler } from "./wrangler.ts";

/** A Worker as wrangler would upload it. */
export interface Built {
  readonly name: string;
  /** Its only module. */
  readonly file: string;
  readonly code: Uint8Array;
  /** Bytes in the bundle by source file, as esbuild counts them. */
  readonly bytesOf: ReadonlyMap<string, number>;
}

/** Bundles `workers/<name>.ts`, or another entry of the repository, with wrangler itself. */
export async function build(name: string, folder: string, entry = `bench/workers/${name}.ts`): Promise<Built> {
  const source = fileURLToPath(import.meta.resolve(`../${entry}`));
  const outdir = join(folder, "built", name);
  const metafile = join(outdir, "meta.json");
  await mkdir(outdir, { recursive: true });
  await wrangler("deploy", source, "--dry-run", "--outdir", outdir, "--metafile", metafile);
  const file = join(outdir, `${basename(entry, ".ts")}.js`);
  return { name, file, code: await readFile(file), bytesOf: inputsOf(await readFile(metafile, "utf8")) };
}

/** Bundles several, one after the other: two at once are no faster on two cores. */
export async function buildAll(names: readonly string[], folder: string): Promise<readonly Built[]> {
  const built: Built[] = [];
  for (const name of names) built.push(await build(name, folder));
  return built;
}

export function gzipBytes({ code }: Built): number {
  return gzipSync(code).byteLength;
}

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, { bytesInOutput: number }>> }>>;
}

function inputsOf(metafile: string): ReadonlyMap<string, number> {
  const { outputs } = JSON.parse(metafile) as Metafile;
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return new Map(inputs.map(([path, { bytesInOutput }]) => [path, bytesInOutput]));
}
