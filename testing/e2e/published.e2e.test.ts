import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const built = join(root, "dist", "package");
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** What the template of `flows init` installs beside flowgate. */
const TOOLS = ["@cloudflare/workers-types", "typescript", "vitest", "wrangler"];

let parent: string;
let tarball: string;
let project: string;

const node = (args: readonly string[], cwd: string) =>
  spawnSync(process.execPath, args, { cwd, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
const flows = (...args: readonly string[]) =>
  node([join(project, "node_modules/flowgate/cli/flows.mjs"), ...args], project);

/** As npm would lay it out, with the packages of this repository and none but those that are declared. */
function install(names: readonly string[]): void {
  for (const name of names) {
    const at = join(project, "node_modules", name);
    mkdirSync(dirname(at), { recursive: true });
    symlinkSync(join(root, "node_modules", name), at);
  }
}

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), "flowgate-published-"));
  project = join(parent, "shop");
  execFileSync(process.execPath, [join(root, "scripts/build-package.ts")], { stdio: "pipe" });
  const packed = execFileSync("npm", ["pack", built, "--json", "--pack-destination", parent], { encoding: "utf8" });
  tarball = join(parent, JSON.parse(packed)[0].filename);
  mkdirSync(join(project, "node_modules"), { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", join(project, "node_modules")]);
  execFileSync("mv", [join(project, "node_modules/package"), join(project, "node_modules/flowgate")]);
  install(Object.keys(dependencies));
}, 240_000);
afterAll(() => rmSync(parent, { recursive: true, force: true }));

describe("the package", () => {
  it("has no fault that publint knows", async () => {
    const { messages } = await publint({ pkgDir: built, strict: true });
    expect(messages).toEqual([]);
  });

  it("has types that every modern resolution finds", async () => {
    const found = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))));
    const problems = found.types ? found.problems : ["no types"];
    // It is for ESM alone: older resolutions and `require` from CommonJS are not offered.
    const modern = problems.filter((problem) => {
      const kind = typeof problem === "object" && "resolutionKind" in problem ? problem.resolutionKind : "";
      return kind !== "node10" && kind !== "node16-cjs";
    });
    expect(modern).toEqual([]);
  });

  it("names no source in what it ships, and only what it depends on", () => {
    const manifest = JSON.parse(readFileSync(join(built, "package.json"), "utf8"));
    expect(JSON.stringify(manifest.exports).replaceAll('.d.ts"', "")).not.toContain('.ts"');
    expect(manifest.dependencies).toEqual(dependencies);
    expect(manifest).not.toHaveProperty("devDependencies");
    expect(manifest).not.toHaveProperty("scripts");
  });

  it.each([".", "./testing", "./cli"])("loads in plain Node with its dependencies alone: %s", (at) => {
    writeFileSync(
      join(project, "load.mjs"),
      `console.log(Object.keys(await import("${`flowgate${at.slice(1)}`}")).length > 0);`,
    );
    const { stdout, stderr } = node(["load.mjs"], project);
    rmSync(join(project, "load.mjs"));
    expect(stderr).toBe("");
    expect(stdout.trim()).toBe("true");
  });
});

describe("a new project", () => {
  beforeAll(() => {
    const made = flows("init", "--no-install");
    expect(made).toMatchObject({ status: 0, stderr: "" });
    install(TOOLS.filter((name) => !existsSync(join(project, "node_modules", name))));
  });

  it("asks for the versions that this repository is tested with", () => {
    const manifest = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
    for (const [name, version] of Object.entries(manifest.devDependencies))
      expect([name, version]).toEqual([name, devDependencies[name]]);
    expect(manifest.dependencies.valibot).toBe(dependencies.valibot);
  });

  it("passes its own check, types and tests", () => {
    expect(flows("check")).toMatchObject({ status: 0 });
    const types = node([join(root, "node_modules/typescript/bin/tsc")], project);
    expect(types).toMatchObject({ status: 0, stdout: "" });
    const tests = node([join(root, "node_modules/vitest/vitest.mjs"), "run"], project);
    expect(tests.stdout + tests.stderr).toMatch(/Tests {2}4 passed/);
  });

  it("runs its flows, and packages them", () => {
    const ran = flows("run", "take_note", "--payload", '{"id":"n1","text":"hello"}');
    expect(JSON.parse(ran.stdout)).toEqual({ queued: "n1" });
    const packaged = flows("package", "workers");
    expect(packaged.stdout).toMatch(/dist\/workers: worker\.js, .*\n {2}flowgate/);
    expect(packaged.status).toBe(0);
  });

  it("is not made twice in one place", () => {
    expect(flows("init")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^error CLI105: \. is not empty: it has /),
    });
  });
});
