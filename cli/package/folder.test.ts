import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { existingFolder, writeFolder } from "./folder.ts";
import { LOCK_FILE, lockText, type PackageLock } from "./lock.ts";

let parent: string;
let out: string;
beforeEach(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), "flows-folder-")));
  out = join(parent, "out");
  put("keep.txt", "mine");
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const put = (name: string, text: string) => {
  mkdirSync(dirname(join(parent, name)), { recursive: true });
  writeFileSync(join(parent, name), text);
};
const read = (name: string) => readFileSync(join(parent, name), "utf8");

type Files = Readonly<Record<string, string>>;

function write(files: Files, before?: PackageLock): void {
  const all = new Map(Object.entries(files));
  writeFolder(out, new Map([...all, [LOCK_FILE, lockText({ flowgate: "0.0.0", flows: [] }, all)]]), before);
}

const again = (files: Files) => write(files, existingFolder(out, "out").lock);

/** A lock that lists these files as written by the package before. */
function forge(paths: readonly string[]): void {
  const files = new Map(paths.map((path) => [path, "mine"]));
  put(`out/${LOCK_FILE}`, lockText({ flowgate: "0.0.0", flows: [] }, files));
}

describe("a package's folder", () => {
  it("keeps files of others, and removes those that a package no longer has", () => {
    write({ "a.txt": "1", "flows/b.txt": "1" });
    put("out/.dev.vars", "KEY=1");
    again({ "a.txt": "2" });
    expect(read("out/a.txt")).toBe("2");
    expect(existsSync(join(out, "flows/b.txt"))).toBe(false);
    expect(existsSync(join(out, ".dev.vars"))).toBe(true);
  });

  it("keeps a former file that was edited since", () => {
    write({ "a.txt": "1", "b.txt": "1" });
    put("out/b.txt", "my notes");
    again({ "a.txt": "2" });
    expect(read("out/b.txt")).toBe("my notes");
  });

  it("keeps a new file whose former name differs in capital letters only", () => {
    write({ "Worker.js": "1" });
    again({ "worker.js": "1" });
    expect(read("out/worker.js")).toBe("1");
  });

  it("refuses what is no folder of a package", () => {
    put("out", "a file");
    expect(() => existingFolder(out, "out")).toThrow(expect.objectContaining({ code: "CLI105" }));
    rmSync(out);
    put("out/thesis.txt", "");
    expect(() => existingFolder(out, "out")).toThrow("out is not empty, and no package");
  });

  it("leaves nothing beside itself, whether it could be written or not", () => {
    write({ "a.txt": "1" });
    expect(() => again({ a: "1", "a/b": "1" })).toThrow(expect.objectContaining({ code: "CLI101" }));
    expect(readdirSync(parent).sort()).toEqual(["keep.txt", "out"]);
    expect(readdirSync(out).sort()).toEqual(["a.txt", LOCK_FILE]);
  });
});

describe("a lock from elsewhere", () => {
  it.each([
    "../keep.txt",
    "flows/../../keep.txt",
    "..\\keep.txt",
    "./../keep.txt",
    "C:\\keep.txt",
    "",
    "flows//x",
    "a\0",
  ])("that lists %j is refused, and nothing is written", (path) => {
    forge(["worker.js", path]);
    expect(() => again({ "worker.js": "1" })).toThrow(expect.objectContaining({ code: "CLI102" }));
    expect(readdirSync(out)).toEqual([LOCK_FILE]);
    expect(read("keep.txt")).toBe("mine");
  });

  it("that lists an absolute path is refused", () => {
    forge([join(parent, "keep.txt")]);
    expect(() => again({ "worker.js": "1" })).toThrow(/lists ".*", which is no path in the folder/);
    expect(read("keep.txt")).toBe("mine");
  });

  it.each(["", "{", "null", "[]", '"x"', "{}", '{"lockfile_version":2}', '{"files":null}', "\0"])(
    "that is %j is refused with what to do",
    (text) => {
      put(`out/${LOCK_FILE}`, text);
      expect(() => existingFolder(out, "out")).toThrow(
        expect.objectContaining({ code: "CLI102", next: expect.stringContaining("remove it") }),
      );
    },
  );

  it("removes nothing that a link leads to", () => {
    put("elsewhere/x.txt", "mine");
    forge(["flows/x.txt", "link.txt"]);
    symlinkSync(join(parent, "elsewhere"), join(out, "flows"));
    symlinkSync(join(parent, "keep.txt"), join(out, "link.txt"));
    again({ "worker.js": "1" });
    expect([read("elsewhere/x.txt"), read("keep.txt")]).toEqual(["mine", "mine"]);
  });
});

describe("a link in a package's folder", () => {
  beforeEach(() => {
    put("elsewhere/own.txt", "mine");
    write({ "worker.js": "1" });
  });

  const refused = (files: Files) =>
    expect(() => again(files)).toThrow(expect.objectContaining({ code: "CLI105", next: expect.any(String) }));

  it("is not written through where a folder should be", () => {
    symlinkSync(join(parent, "elsewhere"), join(out, "flows"));
    refused({ "worker.js": "2", "flows/own.txt": "2", "flows/new.txt": "2" });
    expect(readdirSync(join(parent, "elsewhere"))).toEqual(["own.txt"]);
    expect([read("elsewhere/own.txt"), read("out/worker.js")]).toEqual(["mine", "1"]);
  });

  it("is not written through where a folder further down should be", () => {
    mkdirSync(join(out, "a"));
    symlinkSync(join(parent, "elsewhere"), join(out, "a", "b"));
    refused({ "a/b/own.txt": "2" });
    expect(read("elsewhere/own.txt")).toBe("mine");
  });

  it.each(["keep.txt", "gone.txt"])("is not written through where a file should be: to %s", (target) => {
    rmSync(join(out, "worker.js"));
    symlinkSync(join(parent, target), join(out, "worker.js"));
    refused({ "worker.js": "2" });
    expect(read("keep.txt")).toBe("mine");
    expect(existsSync(join(parent, "gone.txt"))).toBe(false);
  });

  it.each([LOCK_FILE, "wrangler.toml"])("is not read for %s", (name) => {
    rmSync(join(out, name), { force: true });
    symlinkSync(join(parent, "keep.txt"), join(out, name));
    expect(() => existingFolder(out, "out")).toThrow(expect.objectContaining({ code: "CLI105" }));
  });

  it("in place of the folder is refused", () => {
    rmSync(out, { recursive: true });
    symlinkSync(join(parent, "elsewhere"), out);
    expect(() => existingFolder(out, "out")).toThrow("out is a link, and a package is a folder");
    expect(() => write({ "worker.js": "1" })).toThrow();
    expect(lstatSync(out).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(parent, "elsewhere"))).toEqual(["own.txt"]);
  });

  it("above the folder is the way that was named", () => {
    symlinkSync(join(parent, "elsewhere"), join(parent, "way"));
    out = join(parent, "way", "out");
    write({ "worker.js": "1" });
    again({ "worker.js": "2" });
    expect(read("elsewhere/out/worker.js")).toBe("2");
  });
});
