import { execFile } from "node:child_process";
import { describe, expect, it } from "vitest";

function preflight(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["scripts/preflight.ts", ...args], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

describe("npm run preflight", () => {
  it("finds nothing wrong with this repository's examples and wrangler file", async () => {
    expect(await preflight("--json")).toEqual({ code: 0, stdout: '{\n  "diagnostics": []\n}\n', stderr: "" });
  });

  it("ends with 1 on errors, without colours where nobody sees them", async () => {
    const { code, stdout } = await preflight("--env", "nowhere");
    expect(code).toBe(1);
    expect(stdout).toContain("error CONF102");
    expect(stdout).not.toContain("\u001b[");
  });

  it("ends with 2 and a next step when it is called wrongly", async () => {
    expect(await preflight("--fast")).toEqual({
      code: 2,
      stdout: "",
      stderr: "error CLI001: Unknown option '--fast'\n  next: run it with --help\n",
    });
  });
});
