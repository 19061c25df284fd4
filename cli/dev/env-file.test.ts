import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { envFiles } from "./env-file.ts";

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "flows-env-"));
  put("wrangler.toml", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(project, { recursive: true, force: true });
});

const put = (name: string, text: string) => writeFileSync(join(project, name), text);
const TOKEN = { FLOWGATE_ADMIN_TOKENS: "abc_DEF-1" };

function given(directory = project) {
  const { args, environment, remove } = envFiles(directory, TOKEN);
  const files = args.filter((arg) => arg !== "--env-file");
  const own = files.at(-1) ?? "";
  return { files: files.slice(0, -1).map((path) => path.slice(project.length + 1)), own, environment, remove };
}

describe("envFiles", () => {
  it("are readable for their owner only, hold no secret in their names, and go away", () => {
    const { own, remove } = given();
    expect(readFileSync(own, "utf8")).toBe('\nFLOWGATE_ADMIN_TOKENS="abc_DEF-1"\n');
    expect(statSync(own).mode & 0o777).toBe(0o600);
    expect(statSync(join(own, "..")).mode & 0o777).toBe(0o700);
    expect(own).not.toContain(TOKEN.FLOWGATE_ADMIN_TOKENS);
    remove();
    expect(existsSync(join(own, ".."))).toBe(false);
  });

  it("take .dev.vars along as it stands, and the token over it", () => {
    put(".dev.vars", 'PASSWORD=pa$$word$HOME\nFLOWGATE_ADMIN_TOKENS=old\nPEM="a\\nb"');
    const { files, own, environment, remove } = given();
    expect(files).toEqual([]);
    expect(readFileSync(own, "utf8")).toBe(
      'PASSWORD=pa\\$\\$word\\$HOME\nFLOWGATE_ADMIN_TOKENS=old\nPEM="a\\nb"\nFLOWGATE_ADMIN_TOKENS="abc_DEF-1"\n',
    );
    expect(environment).toMatchObject({ CLOUDFLARE_INCLUDE_PROCESS_ENV: "false" });
    remove();
  });

  it("take those along that wrangler would find without .dev.vars", () => {
    vi.stubEnv("CLOUDFLARE_ENV", "staging");
    for (const name of [".env.staging", ".env", ".env.local"]) put(name, "A=1");
    const { files, remove } = given();
    expect(files).toEqual([".env", ".env.local", ".env.staging"]);
    remove();
    put(".dev.vars.staging", "A=1");
    put(".dev.vars", "A=2");
    const staged = given();
    expect(readFileSync(staged.own, "utf8")).toMatch(/^A=1\n/);
    staged.remove();
    vi.stubEnv("CLOUDFLARE_ENV", undefined);
    vi.stubEnv("CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV", "false");
    rmSync(join(project, ".dev.vars"));
    const without = given();
    expect(without.files).toEqual([]);
    without.remove();
  });

  it("stand by the wrangler file, from a folder below it too", () => {
    mkdirSync(join(project, "src"));
    put(".dev.vars", "A=1");
    const { own, remove } = given(join(project, "src"));
    expect(readFileSync(own, "utf8")).toMatch(/^A=1\n/);
    remove();
  });
});
