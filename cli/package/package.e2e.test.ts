import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestHarness } from "wrangler";
import { flows as examples } from "../../examples/index.ts";
import { folderWith, runFlows } from "../../testing/flows-command.ts";
import { runWrangler, wranglerIn } from "./bundle.ts";
import type { PackageLock } from "./lock.ts";

const root = join(import.meta.dirname, "..", "..");
let parent: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), "flows-package-"));
  execFileSync(process.execPath, [join(root, "scripts", "build-dashboard.ts")]);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const read = (...path: string[]) => readFileSync(join(...path), "utf8");

const json = (body: unknown) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** Each example, and a request that its packaged Worker answers. */
const cases = [
  ["s1_echo", "/echo", json({ value: " A " }), 200],
  ["s2_site", "/site/stream", json({ site: "/" }), 200],
  ["s3_workers_echo", "/workers/echo/ada", {}, 200],
  ["s4_orders", "/orders", json({ id: "A-1", total: 3 }), 202],
  ["s5_digest", "/digest", {}, 404],
] as const;

describe("flows package workers", () => {
  it.each(cases)(
    "makes a folder of %s that wrangler takes, and that answers %s",
    async (example, path, init, status) => {
      const out = join(parent, example);
      const packaged = await runFlows([
        "package",
        "workers",
        `examples/${example}/flow.ts`,
        "--out",
        out,
        "--name",
        example,
      ]);
      expect(packaged).toMatchObject({ code: 0 });
      expect(packaged.stdout).toMatch(/worker\.js, [\d.]+ KiB \(gzip [\d.]+ KiB\)\n {2}kernel\//);
      await expect(read(out, "wrangler.toml")).toMatchFileSnapshot(`golden/${example}/wrangler.toml`);
      await expect(read(out, "README.md")).toMatchFileSnapshot(`golden/${example}/README.md`);
      const lock: PackageLock = JSON.parse(read(out, "flowgate-lock.json"));
      for (const { name } of lock.flows) {
        const ir = JSON.parse(read(out, "flows", `${name}.flow.json`));
        expect(ir).toEqual(examples.find((flow) => flow.name === name)?.ir);
      }
      for (const [file, { sha256 }] of Object.entries(lock.files)) {
        expect(createHash("sha256").update(read(out, file)).digest("hex")).toBe(sha256);
      }
      const dryRun = await runWrangler(wranglerIn(root), ["deploy", "--dry-run"], out);
      expect(dryRun.output).toContain("--dry-run: exiting now.");
      expect(dryRun.output).not.toMatch(/WARNING|additional modules/);
      expect(dryRun).toMatchObject({ code: 0 });
      const vars = { FLOWGATE_ADMIN_TOKENS: "a-token-of-an-operator" };
      const server = createTestHarness({ workers: [{ configPath: join(out, "wrangler.toml"), vars }] });
      try {
        await server.listen();
        expect((await server.fetch(path, init)).status).toBe(status);
        const signIn = await server.fetch("/_flow");
        expect([signIn.status, await signIn.text()]).toEqual([401, expect.stringContaining("<!doctype html>")]);
      } finally {
        await server.close();
      }
    },
  );

  it("carries only the flows that were chosen", async () => {
    const out = join(parent, "chosen");
    expect(await runFlows(["package", "workers", "--flow", "echo", "--out", out])).toMatchObject({ code: 0 });
    expect(read(out, "worker.js")).not.toContain("fulfil_order");
  });

  it("carries no capability that no flow uses, and no feature that is left out", async () => {
    const out = join(parent, "bare");
    const args = ["package", "workers", "--flow", "echo", "--out", out, "--no-admin", "--no-minify"];
    expect(await runFlows(args)).toMatchObject({ code: 0 });
    const code = read(out, "worker.js");
    for (const part of ["capabilities/kv/", "capabilities/db/", "capabilities/state/", "gateway/admin/", "/jose/"]) {
      expect(code).not.toContain(part);
    }
    expect(existsSync(join(out, "dashboard"))).toBe(false);
  });

  it("is small, and a build to read is larger", async () => {
    const sizeOf = async (...args: string[]) => {
      const out = join(parent, `size${args.length}`);
      const { stdout } = await runFlows(["package", "workers", "--flow", "echo", "--out", out, "--json", ...args]);
      return JSON.parse(stdout).sizes.bytes;
    };
    expect(await sizeOf()).toBeLessThan(await sizeOf("--no-minify"));
  });

  it("keeps a wrangler file that was edited when it packages again", async () => {
    const out = join(parent, "again");
    const args = ["package", "workers", "examples/s1_echo/flow.ts", "--out", out];
    await runFlows(args);
    const edited = `${read(out, "wrangler.toml")}\n[[routes]]\npattern = "echo.example/*"\n`;
    writeFileSync(join(out, "wrangler.toml"), edited);
    expect(await runFlows(args)).toMatchObject({ code: 0 });
    expect(read(out, "wrangler.toml")).toBe(edited);
  });

  it("writes nothing of a Worker that does not bundle", async () => {
    const flow = 'import { flow, http, node } from "flowgate";\nexport const later = () => import("./gone.ts");\n';
    const rest =
      'export const a = flow("a", "1.0.0").on(http.get("/a")).node("a", node({ run: () => 1 })).respond("a");';
    const project = folderWith({ "flows.ts": flow + rest });
    const { code, stderr } = await runFlows(["package", "workers"], { cwd: project.path });
    const written = existsSync(join(project.path, "dist"));
    project.remove();
    expect({ code, written }).toEqual({ code: 1, written: false });
    expect(stderr).toMatch(/error CLI203: the Worker does not bundle: .*gone\.ts/);
  });
});
