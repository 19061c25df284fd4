import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSession, removeSession, writeSession } from "./session.ts";

const SESSION = { url: "http://localhost:8787", token: "abc" };

let project: string;
let file: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "flows-session-"));
  file = join(project, ".wrangler", "flowgate-dev.json");
  mkdirSync(join(project, ".wrangler"));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

describe("a session", () => {
  it("is found until it ends, and read by its owner only", () => {
    writeFileSync(file, "{}", { mode: 0o644 });
    writeSession(project, SESSION);
    expect(readSession(project)).toEqual(SESSION);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    removeSession(project);
    expect(readSession(project)).toBeUndefined();
  });

  it("is written in place of a link, and not through it", () => {
    const theirs = join(project, "theirs.txt");
    writeFileSync(theirs, "mine");
    symlinkSync(theirs, file);
    writeSession(project, SESSION);
    removeSession(project);
    expect([readFileSync(theirs, "utf8"), existsSync(file)]).toEqual(["mine", false]);
  });

  it.each(["", "{", "null", "[]", '{"url":1}', "{}"])("that is %j is said to be none, with what to do", (text) => {
    writeFileSync(file, text);
    expect(() => readSession(project)).toThrow(expect.objectContaining({ code: "CLI102" }));
  });
});
