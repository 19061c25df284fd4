import { gzipSync } from "node:zlib";

/** The part of esbuild's metafile that is read. */
interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, { bytesInOutput: number }>> }>>;
}

export interface Part {
  /** A package, or a folder of the project's own. */
  readonly name: string;
  readonly bytes: number;
}

export interface BundleSizes {
  readonly bytes: number;
  readonly gzipBytes: number;
  /** Largest first. */
  readonly parts: readonly Part[];
}

export function bundleSizes(code: string, metafile: string): BundleSizes {
  const { outputs } = JSON.parse(metafile) as Metafile;
  const sums = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = partOf(path);
      sums.set(name, (sums.get(name) ?? 0) + bytesInOutput);
    }
  }
  const parts = [...sums].map(([name, bytes]) => ({ name, bytes })).filter(({ bytes }) => bytes > 0);
  return {
    bytes: Buffer.byteLength(code),
    gzipBytes: gzipSync(code).byteLength,
    parts: parts.toSorted((a, b) => b.bytes - a.bytes || a.name.localeCompare(b.name)),
  };
}

/**
 * The package of a path below node_modules, the last one where they are nested, and of Flowgate its folder; else the
 * folder of the project.
 */
export function partOf(path: string): string {
  const [, inPackage] = /.*node_modules\/(flowgate\/[^/]+\/|(?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  if (inPackage !== undefined) return inPackage;
  const [first = path, ...rest] = path.replace(/^(?:\.\.?\/)+/, "").split("/");
  return rest.length === 0 ? first : `${first}/`;
}

export function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
