/** The parts of package.json that are read here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly type: string;
  readonly license: string;
  readonly sideEffects: boolean;
  readonly bin: Readonly<Record<string, string>>;
  /** Paths of sources. */
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** package.json as it is published: what was built instead of the sources, and nothing of the workshop. Pure. */
export function publishedManifest(source: Manifest) {
  const { name, version, description, type, license, sideEffects, bin, exports, dependencies, devDependencies } =
    source;
  return {
    name,
    version,
    description,
    type,
    license,
    sideEffects,
    // The first that runs TypeScript by itself, which flows are loaded with.
    engines: { node: ">=22.18" },
    bin,
    files: [
      "base",
      "capabilities",
      "cli",
      "dashboard",
      "gateway",
      "kernel",
      "kit",
      "telemetry",
      "triggers",
      "CHANGELOG.md",
    ],
    exports: {
      ...Object.fromEntries(Object.entries(exports).map(([at, path]) => [at, builtExport(path)])),
      "./package.json": "./package.json",
    },
    dependencies,
    // For `flows dev` and `flows package`; what is not there is not needed.
    peerDependencies: { "pino-pretty": ">=13", wrangler: `>=${devDependencies.wrangler}` },
    peerDependenciesMeta: { "pino-pretty": { optional: true }, wrangler: { optional: true } },
  };
}

function builtExport(path: string) {
  const stem = path.replace(/\.ts$/, "");
  return { types: `${stem}.d.ts`, default: `${stem}.js` };
}
