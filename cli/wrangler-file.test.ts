import { describe, expect, it } from "vitest";
import { findWranglerFile, parseWranglerFile } from "./wrangler-file.ts";

const messageOf = (file: string, text: string) => {
  const read = parseWranglerFile(file, text);
  return read.ok ? undefined : read.failure.message;
};

describe("parseWranglerFile", () => {
  it("reads TOML by the file's name", () => {
    const read = parseWranglerFile("wrangler.toml", '[triggers]\ncrons = ["* * * * *"]');
    const document = { triggers: { crons: ["* * * * *"] } };
    expect(read).toEqual({ ok: true, value: { file: "wrangler.toml", format: "toml", document } });
  });

  it("reads JSON with comments and trailing commas", () => {
    const read = parseWranglerFile("wrangler.jsonc", '{ // a comment\n "name": "shop", }');
    expect(read).toMatchObject({ ok: true, value: { format: "jsonc", document: { name: "shop" } } });
  });

  it("takes a file that starts with a byte order mark", () => {
    expect(parseWranglerFile("wrangler.toml", '\uFEFFname = "shop"').ok).toBe(true);
    expect(parseWranglerFile("wrangler.json", '\uFEFF{"name":"shop"}').ok).toBe(true);
  });

  it("says where TOML breaks", () => {
    expect(messageOf("wrangler.toml", 'name = "x"\n[triggers\ncrons = 3')).toMatch(/^line 2, column 10: /);
    expect(messageOf("wrangler.toml", 'name = "x"\nname = "y"\n')).toMatch(/^line 2, column 1: .*redefine/);
  });

  it("says where JSON breaks", () => {
    expect(messageOf("wrangler.jsonc", '{\n  "name": "x"\n  "main": 1\n}')).toBe("line 3, column 3: comma expected");
    expect(messageOf("wrangler.json", '{\n  "name":\n')).toBe("line 3, column 1: value expected");
    expect(messageOf("wrangler.json", "")).toBe("line 1, column 1: value expected");
  });

  it("gives the finding a stable code and the file's name", () => {
    const read = parseWranglerFile("conf/wrangler.toml", "=");
    expect(read).toMatchObject({ ok: false, failure: { code: "CONF101", location: { file: "conf/wrangler.toml" } } });
  });
});

describe("findWranglerFile", () => {
  it("finds this repository's own", () => {
    expect(findWranglerFile(".")).toBe("wrangler.toml");
  });

  it("finds nothing where there is nothing", () => {
    expect(findWranglerFile("kernel")).toBeUndefined();
  });
});
