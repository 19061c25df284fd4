import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addFiles } from "./add-files.ts";
import { initProject } from "./init-project.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "flows-init-"));
  mkdirSync(join(parent, "shop"));
  writeFileSync(join(parent, "theirs.json"), '{"name":"theirs"}');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const at = (...names: string[]) => join(parent, "shop", ...names);
const init = () => initProject({ path: at(), shown: "shop", name: "shop", version: "1.0.0" });
const theirs = () => readFileSync(join(parent, "theirs.json"), "utf8");

describe("initProject", () => {
  it("adds to a package.json what it lacks", () => {
    writeFileSync(at("package.json"), '{"name":"mine","scripts":{"start":"mine"}}');
    expect(init()).toContain("src/flows.ts");
    const manifest = JSON.parse(readFileSync(at("package.json"), "utf8"));
    expect(manifest).toMatchObject({
      name: "mine",
      type: "module",
      scripts: { start: "mine", test: expect.any(String) },
    });
    expect(readdirSync(at()).some((name) => name.startsWith(".flows-"))).toBe(false);
  });

  it.each(["theirs.json", "gone.json"])("refuses a package.json that is a link, here to %s", (target) => {
    symlinkSync(join(parent, target), at("package.json"));
    expect(init).toThrow(expect.objectContaining({ code: "CLI105" }));
    expect(theirs()).toBe('{"name":"theirs"}');
    expect(readdirSync(at())).toEqual(["package.json"]);
    expect(existsSync(join(parent, "gone.json"))).toBe(false);
  });

  it.each(["theirs.json", "gone.json"])("leaves a .gitignore alone that is a link, here to %s", (target) => {
    symlinkSync(join(parent, target), at(".gitignore"));
    expect(init()).not.toContain(".gitignore");
    expect(lstatSync(at(".gitignore")).isSymbolicLink()).toBe(true);
    expect(theirs()).toBe('{"name":"theirs"}');
    expect(existsSync(join(parent, "gone.json"))).toBe(false);
  });

  it("refuses a folder with a link that might be a part of a project", () => {
    symlinkSync(parent, at("src"));
    expect(init).toThrow("shop is not empty: it has src");
    expect(readdirSync(parent).sort()).toEqual(["shop", "theirs.json"]);
  });

  it.each(["[]", "null", '"x"', "{"])("refuses a package.json that is %s, and writes nothing", (text) => {
    writeFileSync(at("package.json"), text);
    expect(init).toThrow(expect.objectContaining({ code: "CLI102" }));
    expect(readdirSync(at())).toEqual(["package.json"]);
  });
});

describe("addFiles", () => {
  it("adds none where it cannot add all", () => {
    mkdirSync(at("b"));
    const files = new Map([
      ["a.txt", "1"],
      ["c/d.txt", "1"],
      ["b", "1"],
    ]);
    expect(() => addFiles(at(), "shop", files)).toThrow(expect.objectContaining({ code: "CLI101" }));
    expect(readdirSync(at()).filter((name) => name !== "c")).toEqual(["b"]);
    expect(() =>
      addFiles(
        join(parent, "new"),
        "new",
        new Map([
          ["a", "1"],
          ["a/b", "1"],
        ]),
      ),
    ).toThrow();
    expect(readdirSync(parent).sort()).toEqual(["shop", "theirs.json"]);
  });
});
