import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import { asStream } from "../../base/bytes.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import { handleOf } from "../../kit/handle-of.ts";
import { blobContract } from "../../testing/contracts/blob.ts";
import { reasonOf } from "../../testing/contracts/open.ts";
import { blob } from "./blob.ts";
import type { BlobHandle, BlobObject, BlobReader } from "./handle.ts";
import { memoryBlob } from "./memory.ts";
import { parts } from "./parts.ts";
import type { BlobInfo, MemoryBlob } from "./store.ts";

const shared = memoryBlob();
blobContract("memory", () => ({ bound: shared, openUploads: shared.openUploads }));

const MiB = 1024 ** 2;

describe("blob", () => {
  it("types its handle by the access asked for, and a body by the condition", () => {
    expectTypeOf(handleOf(blob("B", "write"), memoryBlob())).toEqualTypeOf<BlobHandle>();
    const reader = handleOf(blob("B", "read"), memoryBlob());
    expectTypeOf(reader).toEqualTypeOf<BlobReader>();
    expectTypeOf(reader.get("a")).resolves.toEqualTypeOf<BlobObject | undefined>();
    expectTypeOf(reader.get("a", { onlyIf: { etagIsNot: "e" } })).resolves.toEqualTypeOf<
      BlobObject | BlobInfo | undefined
    >();
    expect("put" in reader).toBe(false);
  });

  it("keeps the first error when the abort fails too", async () => {
    const store = memoryBlob();
    const broken: MemoryBlob = {
      ...store,
      startUpload: async (key, about) => ({
        ...(await store.startUpload(key, about)),
        part: async () => {
          throw new FlowError("full", { code: "FULL" });
        },
        abort: async () => {
          throw new Error("gone");
        },
      }),
    };
    const upload = handleOf(blob("B", "write"), broken).upload("a", asStream(new Uint8Array(6 * MiB)));
    await expect(upload).rejects.toThrow("full");
  });
});

describe("blob over a bucket that fails", () => {
  it.each([
    ["get: Insufficient permissions (10003)", "denied"],
    ["put: The specified bucket does not exist. (10006)", "not_found"],
    ["put: Your metadata headers exceed the maximum allowed metadata size. (10012)", "too_large"],
    ["put: At least one of the pre-conditions you specified did not hold. (10031)", "conflict"],
    ["put: Reduce your concurrent request rate for the same object. (10058)", "rate_limited"],
    ["put: Your proposed upload exceeds the maximum allowed object size. (100100)", "too_large"],
    ["put: We encountered an internal error. Please try again. (10001)", "unavailable"],
    ["put: a code that nobody knows (19999)", "unavailable"],
    ["Network connection lost.", "unavailable"],
  ])("maps %s", async (text, reason) => {
    const fail = () => Promise.reject(new Error(text));
    const bucket = { head: fail, get: fail, put: fail, delete: fail, list: fail, createMultipartUpload: fail };
    const store = handleOf(blob("B", "write"), bucket);
    expect(await reasonOf(store.head("a"))).toBe(reason);
    expect(await reasonOf(store.get("a"))).toBe(reason);
    expect(await reasonOf(store.put("a", "x"))).toBe(reason);
    expect(await reasonOf(store.upload("a", asStream(new Uint8Array(6 * MiB))))).toBe(reason);
    expect(await reasonOf(store.delete("a"))).toBe(reason);
    expect(await reasonOf(store.list())).toBe(reason);
  });
});

describe("parts", () => {
  it("cuts any stream into parts of one size, but for the last, and loses nothing", async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 9 }), async (given, partBytes) => {
        const stream = new ReadableStream<Uint8Array>({
          start(controller) {
            for (const chunk of given) controller.enqueue(chunk);
            controller.close();
          },
        });
        const cut: number[][] = [];
        const lasts: boolean[] = [];
        for await (const { bytes, last } of parts(stream, partBytes)) {
          cut.push([...bytes]);
          lasts.push(last);
        }
        expect(cut.flat()).toEqual(given.flatMap((chunk) => [...chunk]));
        expect(lasts).toEqual(cut.map((_, index) => index === cut.length - 1));
        expect(cut.slice(0, -1).every((part) => part.length === partBytes)).toBe(true);
        // Only a stream of nothing has an empty part.
        expect(cut.length === 1 || (cut.at(-1)?.length ?? 0) > 0).toBe(true);
      }),
    );
  });
});
