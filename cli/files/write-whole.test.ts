import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toCliError } from "../thrown.ts";
import { readText } from "./read-text.ts";
import { scratchFolder } from "./scratch.ts";
import { writeWhole } from "./write-whole.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flows-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), "utf8");
const modeOf = (name: string) => statSync(at(name)).mode & 0o777;

/** What a call ends with. */
function failed(call: () => unknown) {
  try {
    call();
  } catch (thrown) {
    return toCliError(thrown);
  }
  throw new Error("it did not fail");
}

describe("writeWhole", () => {
  it("makes folders on the way, and leaves nothing but the file", () => {
    writeWhole(at("a/b/c.txt"), "1");
    writeWhole(at("a/b/c.txt"), "2");
    expect(read("a/b/c.txt")).toBe("2");
    expect(readdirSync(at("a/b"))).toEqual(["c.txt"]);
  });

  it("replaces a link and not what it leads to", () => {
    writeFileSync(at("theirs.txt"), "theirs");
    symlinkSync(at("theirs.txt"), at("out.txt"));
    writeWhole(at("out.txt"), "ours");
    expect([read("theirs.txt"), read("out.txt")]).toEqual(["theirs", "ours"]);
  });

  it("keeps who may read a file, or says who may", () => {
    writeFileSync(at("a"), "1");
    chmodSync(at("a"), 0o600);
    writeWhole(at("a"), "2");
    expect(modeOf("a")).toBe(0o600);
    writeFileSync(at("b"), "1", { mode: 0o644 });
    writeWhole(at("b"), "2", { mode: 0o600 });
    expect(modeOf("b")).toBe(0o600);
  });

  it("says what is wrong with a path, and leaves nothing", () => {
    mkdirSync(at("folder/inner"), { recursive: true });
    writeFileSync(at("file"), "1");
    expect(failed(() => writeWhole(at("folder"), "2", { shown: "folder" }))).toMatchObject({
      code: "CLI101",
      message: "folder cannot be written: EISDIR, it is a directory",
    });
    expect(failed(() => writeWhole(at("file/x"), "2", { shown: "file/x" }))).toMatchObject({ code: "CLI101" });
    expect(failed(() => writeWhole(at("x".repeat(300)), "2", { shown: "x" })).message).toContain(
      "the name is too long",
    );
    expect(readdirSync(folder).sort()).toEqual(["file", "folder"]);
  });

  it("writes to a device, and says when it is full", () => {
    writeWhole("/dev/null", "1");
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
    expect(failed(() => writeWhole("/dev/full", "1"))).toMatchObject({
      code: "CLI109",
      message: "/dev/full cannot be written: ENOSPC, no space is left on the disk",
      exitCode: 1,
    });
    expect(statSync("/dev/full").isCharacterDevice()).toBe(true);
  });
});

describe("readText", () => {
  it("says what is wrong with a path", () => {
    expect(failed(() => readText(at("gone"), "gone")).message).toBe("gone cannot be read: ENOENT, it does not exist");
    expect(failed(() => readText(folder, "here")).message).toBe("here cannot be read: EISDIR, it is a directory");
    symlinkSync(at("round"), at("round"));
    expect(failed(() => readText(at("round"), "round")).message).toContain("lead round in a circle");
  });
});

describe("scratchFolder", () => {
  it("is closed to others, and gone when it is removed", () => {
    const scratch = scratchFolder(at("new"), "x-");
    expect(statSync(scratch.path).mode & 0o777).toBe(0o700);
    scratch.remove();
    expect(readdirSync(at("new"))).toEqual([]);
  });

  it("says what is wrong with its parent", () => {
    writeFileSync(at("file"), "");
    expect(failed(() => scratchFolder(at("file"), "x-"))).toMatchObject({ code: "CLI101" });
  });
});

describe("an error of a file that nobody caught", () => {
  it("is told as one about the file, and any other as a fault of the command", () => {
    expect(failed(() => readdirSync(at("gone")))).toMatchObject({
      code: "CLI101",
      message: `${at("gone")} cannot be read: ENOENT, it does not exist`,
    });
    const full = Object.assign(new Error("x"), { code: "ENOSPC", syscall: "write", path: "/a" });
    expect(
      failed(() => {
        throw full;
      }),
    ).toMatchObject({ code: "CLI109", message: "/a cannot be written: ENOSPC, no space is left on the disk" });
    expect(
      failed(() => {
        throw new Error("x");
      }),
    ).toMatchObject({ code: "CLI900", message: "x" });
  });

  it.each([
    undefined,
    null,
    "text",
    5,
    Symbol("s"),
    Object.create(null),
    {
      toString: () => {
        throw new Error();
      },
    },
  ])("may be anything: case %#", (thrown) => {
    expect(
      failed(() => {
        throw thrown;
      }),
    ).toMatchObject({ code: "CLI900", message: expect.any(String) });
  });
});
