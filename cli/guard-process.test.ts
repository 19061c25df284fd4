import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Folder, folderWith } from "../testing/flows-command.ts";

const FLOWS = `"${process.execPath}" "${join(import.meta.dirname, "flows.mjs")}"`;

let folder: Folder;
beforeAll(() => {
  folder = folderWith({ "broken.json": "{}" });
});
afterAll(() => folder.remove());

/** A line of the shell, and how its last `flows` ended. */
function shell(line: string): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    const script = `flows() { ${FLOWS} "$@"; }; ${line}`;
    const child = execFile("bash", ["-c", script], { cwd: folder.path }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

describe("the process", () => {
  it("says that stdout is full", async () => {
    expect(await shell("flows --help > /dev/full")).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "error CLI109: stdout cannot be written: ENOSPC, no space is left on the disk\n  next: make room, then run it again\n",
    });
  });

  it("takes a reader that has seen enough for no failure", async () => {
    expect(await shell("flows help check | head -1; exit $PIPESTATUS")).toMatchObject({ code: 0, stderr: "" });
  });

  it("does not pass a check for it", async () => {
    const { code } = await shell("flows check broken.json --no-wrangler | true; exit $PIPESTATUS");
    expect(code).toBe(1);
  });

  it("does not mind that nobody reads its errors", async () => {
    expect((await shell("flows list gone.ts 2>&-")).code).toBe(2);
    expect((await shell("flows list gone.ts 2>&1 | true; exit $PIPESTATUS")).code).toBe(2);
  });
});
