// The direction of imports between the folders; types count like values.
const test = "\\.test\\.ts$";
const workerTest = "\\.workers\\.test\\.ts$";
const worker = "^(kernel|base|capabilities|triggers|telemetry|gateway|examples)/";
const parts = "^(capabilities|triggers|telemetry)/";
const kernelPackages = "^node_modules/(valibot|@standard-schema/spec|@hyperjump/json-pointer|uuid)/";

const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** The gateway's folders, from the top: a floor imports its own and what lies below. Loose files are named by their stem. */
const floors = [
  ["index", "create-gateway"],
  ["admin", "deferred", "durable"],
  ["failures"],
  ["entries", "openapi"],
  ["features", "objects"],
  ["pipeline", "preflight"],
  ["door", "admission", "readiness"],
  ["stores", "mount"],
  ["limits", "node"],
];
const onFloors = (names) => `^gateway/(${names.join("|")})(/|\\.ts$)`;
const noStairsUp = floors.slice(1).map((names, above) => ({
  name: "floors-of-the-gateway",
  comment: `What lies on the floor of ${names.join(" and ")} does not import from above it.`,
  severity: "error",
  from: { path: onFloors(names), pathNot: test },
  to: { path: onFloors(floors.slice(0, above + 1).flat()) },
}));

export default {
  forbidden: [
    ...noStairsUp,
    forbid("no-cycles", "Types alone make a cycle too.", {}, { circular: true }),
    forbid("no-unresolved", "An import that finds no file.", {}, { couldNotResolve: true, pathNot: "^cloudflare:" }),
    forbid(
      "kernel-stands-alone",
      "The kernel imports itself and four packages.",
      { path: "^kernel/", pathNot: test },
      { pathNot: ["^kernel/", kernelPackages] },
    ),
    forbid(
      "kernel-tests-stay-below",
      "A kernel test needs the kernel, the test kit and the examples of the docs, no other folder.",
      { path: "^kernel/.*\\.test\\.ts$" },
      { pathNot: ["^kernel/", "^(kit|testing|docs/pages)/", "^node_modules/"], dependencyTypesNot: ["core"] },
    ),
    forbid(
      "base-stands-on-the-kernel",
      "What the parts share is small: it imports itself and the kernel, and no package.",
      { path: "^base/", pathNot: test },
      { pathNot: ["^base/", "^kernel/"] },
    ),
    forbid(
      "parts-meet-in-the-gateway",
      "Capabilities, triggers and telemetry do not import each other.",
      { path: parts },
      { path: parts, pathNot: "^$1/" },
    ),
    forbid(
      "parts-stand-on-the-kernel",
      "What lies above a part is not imported by it.",
      { path: parts },
      { path: "^(gateway|examples|scripts)/" },
    ),
    forbid(
      "the-gateway-knows-no-example",
      "`npm start` shows them.",
      { path: "^(gateway|scripts)/", pathNot: ["^scripts/trigger-table\\.ts$", test] },
      { path: "^examples/" },
    ),
    forbid(
      "examples-use-the-public-index",
      "An example imports what its users can.",
      { path: "^examples/", pathNot: test },
      {
        path: "^(kernel|base|capabilities|triggers|telemetry|gateway|scripts)/",
        pathNot: "^gateway/(objects/)?index\\.ts$",
      },
    ),
    forbid(
      "examples-name-the-package",
      'It is called "flowgate", also here.',
      { path: "^examples/" },
      { path: "^gateway/(objects/)?index\\.ts$", dependencyTypes: ["local"] },
    ),
    forbid(
      "platform-modules-at-the-edge",
      "Everything else loads in plain Node.",
      { pathNot: ["^examples/worker\\.ts$", "^gateway/objects/", "^testing/e2e/.*/worker\\.ts$", workerTest] },
      { path: "^cloudflare:" },
    ),
    forbid(
      "only-tests-import-testing",
      "What is ours alone ships with nothing.",
      { pathNot: ["^testing/", "^bench/", "^vitest\\.config\\.ts$", test] },
      { path: "^testing/" },
    ),
    forbid(
      "the-kit-is-for-tests",
      "It is for tests, and for the command, which runs flows by it.",
      { pathNot: ["^(kit|testing|bench|cli)/", test] },
      { path: "^kit/" },
    ),
    forbid("nothing-imports-tests", "What tests share belongs in testing/.", {}, { path: test }),
    forbid(
      "nothing-imports-the-cli",
      "It is a leaf, but for npm scripts that are commands, the pages that show it, and the test kit.",
      { pathNot: ["^cli/", "^scripts/", "^docs/pages/", "^testing/", test] },
      { path: "^cli/" },
    ),
    forbid(
      "dashboard-stands-alone",
      "It runs in a browser: it imports itself, what draws charts and what lays out graphs.",
      { path: "^dashboard/", pathNot: test },
      { pathNot: ["^dashboard/", "^node_modules/(uplot|@dagrejs/dagre)/"] },
    ),
    forbid("nothing-imports-the-dashboard", "It is a leaf.", { pathNot: "^dashboard/" }, { path: "^dashboard/" }),
    forbid("nothing-imports-the-bench", "It is a leaf.", { pathNot: "^bench/" }, { path: "^bench/" }),
    forbid(
      "nothing-imports-the-pages",
      "They write the generated docs; what only they show ships with nothing.",
      { pathNot: ["^docs/pages/", "^scripts/", "^testing/", test] },
      { path: "^docs/pages/" },
    ),
    forbid("nothing-imports-scripts", "They are run.", { pathNot: ["^scripts/", test] }, { path: "^scripts/" }),
    forbid(
      "worker-ships-dependencies-only",
      "What the Worker bundles is in package.json's dependencies.",
      { path: worker, pathNot: test },
      { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    ),
  ],
  options: {
    // TypeScript 7 has no compiler API in JavaScript, so swc reads the files. It does not see `import("...")` in a type.
    parser: "swc",
    doNotFollow: { path: "^node_modules/" },
    exclude: { path: "^(coverage|dist|\\.wrangler)/" },
    enhancedResolveOptions: {
      // Also resolves the package's own name, by its exports.
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "default"],
      mainFields: ["module", "main", "types"],
      extensions: [".ts", ".mts", ".d.ts", ".js", ".mjs", ".json"],
    },
  },
};
