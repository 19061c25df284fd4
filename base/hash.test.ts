import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hash32, sha256Base64Url, sha256Hex, shardOf } from "./hash.ts";

describe("sha256", () => {
  it.each(["", "abc", "😀 grüße", "\u0000?>"])("of %j is what Node's is, in both forms", async (text) => {
    const hash = createHash("sha256").update(text);
    const bytes = new TextEncoder().encode(text);
    const [hex, base64url] = [hash.copy().digest("hex"), hash.digest("base64url")];
    expect(await Promise.all([sha256Hex(text), sha256Hex(bytes)])).toEqual([hex, hex]);
    expect(await Promise.all([sha256Base64Url(text), sha256Base64Url(bytes)])).toEqual([base64url, base64url]);
  });
});

describe("hash32", () => {
  it("is FNV-1a", () => {
    expect([hash32(""), hash32("a"), hash32("foobar")]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
  });
});

describe("shardOf", () => {
  it("uses every shard, and always the same one for a key", () => {
    const keys = Array.from({ length: 200 }, (_, index) => `key ${index}`);
    expect(new Set(keys.map((key) => shardOf(key, 8)))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
    expect(keys.map((key) => shardOf(key, 8))).toEqual(keys.map((key) => shardOf(key, 8)));
  });
});
