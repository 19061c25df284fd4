import { describe, expect, it } from "vitest";
import { blob } from "../../capabilities/blob/blob.ts";
import { prefixed } from "../../capabilities/prefix.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import { handleOf } from "../../kit/handle-of.ts";
import { reasonOf } from "./open.ts";
import { breaking, generated } from "./streams.ts";

export interface BoundBucket {
  readonly bound: unknown;
  /** Uploads that were started and neither completed nor aborted. */
  readonly openUploads: () => number;
}

const MiB = 1024 ** 2;
const hex = (bytes: ArrayBuffer) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");
const sha256 = async (text: string) => hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

/** What every store behind `blob` has to do. `bind` gives the same bucket each time; keys differ from test to test. */
export function blobContract(provider: string, bind: () => BoundBucket): void {
  const open = (prefix = "") => handleOf(blob("BUCKET", "write", { prefix }), bind().bound);

  describe(`blob over ${provider}`, () => {
    it("gives back what was put, with what was said of it", async () => {
      const bucket = open();
      const about = { contentType: "text/plain", cacheControl: "max-age=60", metadata: { by: "us" } };
      const stored = await bucket.put("said", "grüße 🌍", about);
      expect(stored).toMatchObject({ key: "said", sizeBytes: 12, etag: expect.any(String) });
      const found = await bucket.get("said");
      expect(found).toMatchObject({ ...about, key: "said", sizeBytes: 12, etag: stored?.etag });
      expect(await found?.text()).toBe("grüße 🌍");
      expect(await bucket.head("said")).toEqual({ ...about, ...stored });
    });

    it("reads bytes and JSON", async () => {
      const bucket = open();
      await bucket.put("bytes", new Uint8Array([0, 255]));
      await bucket.put("json", JSON.stringify({ id: 1 }));
      expect(await (await bucket.get("bytes"))?.bytes()).toEqual(new Uint8Array([0, 255]));
      expect(await (await bucket.get("json"))?.json()).toEqual({ id: 1 });
      expect(await reasonOf((await bucket.get("bytes"))?.json() ?? Promise.resolve())).toBe("invalid");
    });

    it("gives undefined for what is not there, and keeps an empty object apart from it", async () => {
      const bucket = open();
      await bucket.put("empty", "");
      expect(await bucket.get("absent")).toBeUndefined();
      expect(await bucket.head("absent")).toBeUndefined();
      expect(await bucket.get("absent", { onlyIf: { etagIs: "x" } })).toBeUndefined();
      expect(await (await bucket.get("empty"))?.text()).toBe("");
    });

    it("reads ranges", async () => {
      const bucket = open();
      await bucket.put("range", "0123456789");
      const read = async (range: { offset: number; length?: number } | { suffix: number }) =>
        (await bucket.get("range", { range }))?.text();
      expect(await read({ offset: 8 })).toBe("89");
      expect(await read({ offset: 2, length: 3 })).toBe("234");
      expect(await read({ offset: 8, length: 100 })).toBe("89");
      expect(await read({ suffix: 3 })).toBe("789");
      expect(await read({ suffix: 100 })).toBe("0123456789");
      expect((await bucket.get("range", { range: { offset: 8 } }))?.sizeBytes).toBe(10);
    });

    it("refuses ranges that nothing can meet", async () => {
      const bucket = open();
      await bucket.put("range2", "0123456789");
      for (const range of [{ offset: -1 }, { offset: 0, length: 0 }, { offset: 0.5 }, { suffix: 0 }, { offset: 10 }]) {
        expect(await reasonOf(bucket.get("range2", { range }))).toBe("invalid");
      }
    });

    it("puts only where a condition holds", async () => {
      const bucket = open();
      const first = await bucket.put("cond", "1", { onlyIf: { absent: true } });
      expect(first).toBeDefined();
      expect(await bucket.put("cond", "2", { onlyIf: { absent: true } })).toBeUndefined();
      expect(await bucket.put("cond", "2", { onlyIf: { etagIs: "other" } })).toBeUndefined();
      expect(await (await bucket.get("cond"))?.text()).toBe("1");
      const second = await bucket.put("cond", "3", { onlyIf: { etagIs: first?.etag ?? "" } });
      expect(second?.etag).not.toBe(first?.etag);
      expect(await (await bucket.get("cond"))?.text()).toBe("3");
    });

    it("puts a stream only where a condition holds", async () => {
      const bucket = open();
      const sizeBytes = 16 * MiB;
      const put = () => bucket.putStream("cond2", generated(16, MiB), { sizeBytes, onlyIf: { absent: true } });
      expect(await put()).toMatchObject({ sizeBytes });
      expect(await put()).toBeUndefined();
    });

    it("gives no body where a read's condition does not hold", async () => {
      const bucket = open();
      const stored = await bucket.put("cached", "1");
      const same = await bucket.get("cached", { onlyIf: { etagIsNot: stored?.etag ?? "" } });
      expect(same).toMatchObject({ key: "cached", etag: stored?.etag });
      expect(same && "body" in same).toBe(false);
      const other = await bucket.get("cached", { onlyIf: { etagIsNot: "other" } });
      expect(other && "body" in other && (await other.text())).toBe("1");
    });

    it("reads by the time of the upload", async () => {
      const bucket = open();
      const { uploadedAtMs = 0 } = (await bucket.put("timed", "1")) ?? {};
      const read = async (onlyIf: { uploadedBeforeMs: number } | { uploadedAfterMs: number }) => {
        const found = await bucket.get("timed", { onlyIf });
        return found && "body" in found;
      };
      expect(await read({ uploadedAfterMs: uploadedAtMs - 60_000 })).toBe(true);
      expect(await read({ uploadedAfterMs: uploadedAtMs + 60_000 })).toBe(false);
      expect(await read({ uploadedBeforeMs: uploadedAtMs + 60_000 })).toBe(true);
      expect(await read({ uploadedBeforeMs: uploadedAtMs - 60_000 })).toBe(false);
    });

    it("stores only what a checksum matches", async () => {
      const bucket = open();
      const checksum = { algorithm: "sha256", hex: await sha256("right") } as const;
      expect(await bucket.put("sum", "right", { checksum })).toBeDefined();
      expect(await reasonOf(bucket.put("sum", "wrong", { checksum }))).toBe("invalid");
      expect(await reasonOf(bucket.putStream("sum", generated(1, 5), { sizeBytes: 5, checksum }))).toBe("invalid");
      expect(await (await bucket.get("sum"))?.text()).toBe("right");
    });

    it.each([
      ["too short", { algorithm: "sha256", hex: "00" }],
      ["not hexadecimal", { algorithm: "sha1", hex: "x".repeat(40) }],
      ["unknown", { algorithm: "crc", hex: "00" }],
    ])("refuses a checksum that is %s", async (_, checksum) => {
      expect(await reasonOf(open().put("sum2", "x", { checksum: checksum as never }))).toBe("invalid");
    });

    it("deletes one and many, also what is not there", async () => {
      const bucket = open("del/");
      const keys = Array.from({ length: 12 }, (_, index) => `k${index}`);
      await Promise.all(keys.map((key) => bucket.put(key, key)));
      await bucket.delete("k0");
      await bucket.delete([...keys.slice(0, 11), ...Array.from({ length: 1000 }, (_, index) => `absent${index}`)]);
      expect((await bucket.list()).objects.map(({ key }) => key)).toEqual(["k11"]);
      await bucket.delete([]);
    });

    it("lists objects in order, page by page, with what was said of them", async () => {
      const bucket = open("pages/");
      for (const key of ["b", "a/2", "a/1", "a/3"]) await bucket.put(key, key, { metadata: { key } });
      const first = await bucket.list({ prefix: "a/", limit: 2 });
      const second = await bucket.list({ prefix: "a/", limit: 2, cursor: first.cursor });
      expect([...first.objects, ...second.objects].map(({ key }) => key)).toEqual(["a/1", "a/2", "a/3"]);
      expect(second.cursor).toBeUndefined();
      expect(first.objects[0]?.metadata).toEqual({ key: "a/1" });
    });

    it("lists what a delimiter cuts off as prefixes", async () => {
      const bucket = open("tree/");
      for (const key of ["a/1", "a/2", "b", "c/"]) await bucket.put(key, key);
      const page = await bucket.list({ delimiter: "/" });
      expect(page.objects.map(({ key }) => key)).toEqual(["b"]);
      expect(page.prefixes).toEqual(["a/", "c/"]);
    });

    it("keeps prefixes apart, also one in the other", async () => {
      const inner = handleOf(prefixed("ours/", blob("BUCKET", "write", { prefix: "inner/" })), bind().bound);
      await inner.put("x", "1");
      expect((await inner.list()).objects.map(({ key }) => key)).toEqual(["x"]);
      expect((await open("ours/").head("inner/x"))?.key).toBe("inner/x");
      expect(await inner.head("inner/x")).toBeUndefined();
    });

    it("has no write methods when it is read only", () => {
      expect(Object.keys(handleOf(blob("BUCKET", "read"), bind().bound))).toEqual(["head", "get", "list"]);
    });

    it("streams a body of known size", async () => {
      const bucket = open();
      expect(await bucket.putStream("sized", generated(3, 1000), { sizeBytes: 3000 })).toMatchObject({
        sizeBytes: 3000,
      });
      expect((await (await bucket.get("sized"))?.bytes())?.[2000]).toBe(0);
    });

    it("uploads a stream of any size in parts of one size", async () => {
      const bucket = open();
      // 11 MiB in pieces that fit no part: two parts of 5 MiB and one of 1.
      const info = await bucket.upload("large", generated(11, MiB), { contentType: "x/y", metadata: { n: "1" } });
      expect(info).toMatchObject({ key: "large", sizeBytes: 11 * MiB, contentType: "x/y", metadata: { n: "1" } });
      const bytes = await (await bucket.get("large"))?.bytes();
      expect([0, 1, 5, 10].map((index) => bytes?.[index * MiB])).toEqual([10, 9, 5, 0]);
      expect(bind().openUploads()).toBe(0);
    });

    it.each([
      ["nothing", 0, MiB],
      ["less than a part", 3, MiB],
      ["exactly a part", 5, MiB],
      ["exactly two parts", 10, MiB],
    ])("uploads %s", async (_, chunks, chunkBytes) => {
      expect(await open().upload("edge", generated(chunks, chunkBytes))).toMatchObject({
        sizeBytes: chunks * chunkBytes,
      });
      expect((await open().head("edge"))?.sizeBytes).toBe(chunks * chunkBytes);
    });

    it("shows nothing of a stream that breaks, and aborts its upload", async () => {
      const bucket = open();
      await bucket.put("half", "before");
      expect(await reasonOf(bucket.upload("half", breaking(11, MiB)))).toBe("unavailable");
      expect(await reasonOf(bucket.upload("half", breaking(1, 10)))).toBe("unavailable");
      expect(await reasonOf(bucket.putStream("half", breaking(2, 1000), { sizeBytes: 3000 }))).toBe("unavailable");
      expect(await (await bucket.get("half"))?.text()).toBe("before");
      expect(bind().openUploads()).toBe(0);
    });

    it("lets an error of the source's own through", async () => {
      const bucket = open();
      const own = () =>
        new ReadableStream<Uint8Array>({
          pull: (controller) => controller.error(new FlowError("the body is too large", { code: "HTTP102" })),
        });
      await expect(bucket.upload("own", own())).rejects.toThrow("the body is too large");
      await expect(bucket.putStream("own", own(), { sizeBytes: 10 })).rejects.toThrow("the body is too large");
    });

    it.each([2999, 3001])("shows nothing of 3,000 bytes that were to be %s", async (sizeBytes) => {
      const bucket = open();
      expect(await reasonOf(bucket.putStream("size", generated(3, 1000), { sizeBytes }))).toBe("invalid");
      expect(await bucket.head("size")).toBeUndefined();
    });

    it("ends an upload when its signal fires, and the stream with it", async () => {
      const cancel = new AbortController();
      let cancelled = false;
      const source = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(new Uint8Array(MiB)),
        cancel: () => {
          cancelled = true;
        },
      });
      const ended = open().upload("cancelled", source, { signal: cancel.signal });
      cancel.abort(new Error("the run ended"));
      await expect(ended).rejects.toThrow("the run ended");
      expect(await open().head("cancelled")).toBeUndefined();
      expect([cancelled, bind().openUploads()]).toEqual([true, 0]);
    });

    it.each([
      ["empty", "", "invalid"],
      ["a lone surrogate", "\ud800", "invalid"],
      ["no text", 7 as unknown as string, "invalid"],
      ["1,025 bytes", `${"ü".repeat(512)}x`, "too_large"],
    ])("refuses a key that is %s", async (_, key, reason) => {
      const bucket = open();
      expect(await reasonOf(bucket.get(key))).toBe(reason);
      expect(await reasonOf(bucket.head(key))).toBe(reason);
      expect(await reasonOf(bucket.put(key, ""))).toBe(reason);
      expect(await reasonOf(bucket.upload(key, generated(1, 1)))).toBe(reason);
      expect(await reasonOf(bucket.delete([key]))).toBe(reason);
    });

    it.each([
      ["metadata above 8,192 bytes", { metadata: { a: "x".repeat(8192) } }, "too_large"],
      ["metadata that is no text", { metadata: { a: 1 as unknown as string } }, "invalid"],
      ["a condition that asks for nothing", { onlyIf: {} as never }, "invalid"],
      ["two conditions", { onlyIf: { etagIs: "a", absent: true } }, "invalid"],
      ["a condition that is none", { onlyIf: { size: 1 } as never }, "invalid"],
      ["an upload time that is none", { onlyIf: { uploadedAfterMs: "now" as unknown as number } }, "invalid"],
    ])("refuses %s", async (_, options, reason) => {
      expect(await reasonOf(open().put("options", "x", options))).toBe(reason);
    });

    it("refuses bodies of other types, parts of other sizes, and sizes that are none", async () => {
      const bucket = open();
      expect(await reasonOf(bucket.put("odd", {} as string))).toBe("invalid");
      expect(await reasonOf(bucket.upload("odd", "text" as never))).toBe("invalid");
      expect(await reasonOf(bucket.putStream("odd", [] as never, { sizeBytes: 0 }))).toBe("invalid");
      expect(await reasonOf(bucket.upload("odd", generated(1, 1), { partBytes: 5 * MiB - 1 }))).toBe("invalid");
      expect(await reasonOf(bucket.upload("odd", generated(1, 1), { partBytes: 65 * MiB }))).toBe("invalid");
      expect(await reasonOf(bucket.putStream("odd", generated(1, 1), { sizeBytes: -1 }))).toBe("invalid");
      expect(await reasonOf(bucket.putStream("odd", generated(1, 1), { sizeBytes: 5 * 1024 ** 3 }))).toBe("invalid");
    });

    it("refuses a cursor that is made up or from another list", async () => {
      const bucket = open("cursors/");
      for (const key of ["a1", "a2", "b1", "b2"]) await bucket.put(key, key);
      const { cursor } = await bucket.list({ prefix: "a", limit: 1 });
      expect(cursor).toBeTypeOf("string");
      for (const made of ["", "x", "AAAA", `${cursor}x`]) {
        expect(await reasonOf(bucket.list({ prefix: "a", cursor: made }))).toBe("invalid");
      }
      expect(await reasonOf(bucket.list({ prefix: "b", cursor }))).toBe("invalid");
      expect(await reasonOf(bucket.list({ limit: 1001 }))).toBe("invalid");
    });
  });
}
