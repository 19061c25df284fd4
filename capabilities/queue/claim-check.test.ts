import { describe, expect, it } from "vitest";
import type { Json } from "../../kernel/json.ts";
import { memoryBlob } from "../blob/memory.ts";
import { type ClaimCheck, type ClaimCheckPorts, checkIn, checkOut } from "./claim-check.ts";
import { sweepClaims } from "./sweep-claims.ts";

const LARGE = { text: "ü".repeat(100_000) };
const DAY_MS = 86_400_000;

function setUp() {
  const clock = { nowMs: 1_700_000_000_000 };
  const blobs = memoryBlob({ now: () => clock.nowMs });
  let made = 0;
  return { clock, blobs, ports: { blobs, newId: () => `id-${String(made++).padStart(4, "0")}` } };
}

async function pointerTo(body: Json, ports: ClaimCheckPorts): Promise<ClaimCheck> {
  const checked = await checkIn(body, ports);
  if (!checked.ok) throw new Error(checked.failure.code);
  return checked.value as unknown as ClaimCheck;
}

describe("checkIn", () => {
  it("lets what fits through as it is, counted in bytes with the platform's own", async () => {
    const { ports } = setUp();
    const body = "x".repeat(127_898);
    expect(await checkIn(body, ports)).toEqual({ ok: true, value: body });
    expect(await checkIn(`${body}x`, ports)).toMatchObject({ ok: true, value: { flowgate_claim_check: 1 } });
  });

  it("says LIMIT101 with both numbers where no bucket is bound", async () => {
    const checked = await checkIn(LARGE, { blobs: undefined, newId: () => "id" });
    expect(checked).toMatchObject({ ok: false, failure: { code: "LIMIT101", retry: "permanent", status: 413 } });
    expect(checked.ok || checked.failure.message).toMatch(/200011 .* 127900/);
  });

  it("sends nothing when the bucket fails", async () => {
    const { ports, blobs } = setUp();
    const down = { ...blobs, put: () => Promise.reject(new Error("down")) };
    expect(await checkIn(LARGE, { ...ports, blobs: down })).toMatchObject({ ok: false, failure: { code: "RES105" } });
  });
});

describe("checkOut", () => {
  it("gives back what was kept, and removes it on release", async () => {
    const { ports, blobs } = setUp();
    const pointer = await pointerTo(LARGE, ports);
    const out = await checkOut(pointer, blobs);
    if (out.kind !== "loaded") throw new Error(out.kind);
    expect(out.body).toEqual(LARGE);
    await out.release();
    expect(await checkOut(pointer, blobs)).toMatchObject({ kind: "failed", failure: { code: "RES101" } });
    await out.release();
  });

  it("leaves alone what has no pointer's form", async () => {
    const { blobs } = setUp();
    const elsewhere = { flowgate_claim_check: 1, key: "secrets/all", sha256: "0".repeat(64), bytes: 1 };
    for (const body of [undefined, null, "x", LARGE, elsewhere, { ...elsewhere, key: "flowgate/claims/x", more: 1 }]) {
      expect(await checkOut(body, blobs)).toEqual({ kind: "plain" });
    }
  });

  it("takes a pointer that is not sealed, or sealed for something else, for data, whatever it points to", async () => {
    const { ports, blobs } = setUp();
    const pointer = await pointerTo(LARGE, ports);
    const other = await pointerTo({ text: "x".repeat(200_000) }, ports);
    const elsewhere = await pointerTo(LARGE, { ...setUp().ports, newId: () => "elsewhere" });
    const name = pointer.key.slice(0, pointer.key.lastIndexOf("/"));
    const sealOf = ({ key }: ClaimCheck) => key.slice(key.lastIndexOf("/") + 1);
    await blobs.put(name, JSON.stringify(LARGE), {});
    for (const forged of [
      { ...pointer, key: name },
      { ...pointer, key: `${name}/1.AAAAAAAA.${"A".repeat(43)}` },
      { ...pointer, key: `${name}/${sealOf(other)}` },
      { ...other, key: pointer.key },
      { ...pointer, bytes: pointer.bytes + 1 },
      { ...pointer, type: "text" as const },
      elsewhere,
    ]) {
      expect(await checkOut(forged, blobs)).toEqual({ kind: "plain", lookalike: true });
    }
    expect((await checkOut(pointer, blobs)).kind).toBe("loaded");
  });

  it("is good in the queue that it is made for, where that has a name", async () => {
    const { ports, blobs } = setUp();
    const pointer = await pointerTo(LARGE, { ...ports, goodIn: "flowgate" });
    expect((await checkOut(pointer, blobs, "flowgate")).kind).toBe("loaded");
    for (const queue of [undefined, "orders"]) expect((await checkOut(pointer, blobs, queue)).kind).toBe("plain");
  });

  it("says what a body was about that is gone", async () => {
    const { ports, blobs } = setUp();
    const pointer = await pointerTo(LARGE, { ...ports, about: "jobs/http/id-7" });
    await blobs.delete([pointer.key]);
    expect(await checkOut(pointer, blobs)).toMatchObject({ failure: { code: "RES101" }, about: "jobs/http/id-7" });
    const forged = { ...pointer, key: pointer.key.replace("jobs", "pays") };
    expect(await checkOut(forged, blobs)).toEqual({ kind: "plain", lookalike: true });
  });

  it("finds the seals of all isolates that made a key at once, and keys are no claims to sweep", async () => {
    const { blobs, clock } = setUp();
    // Each isolate has its own look at the bucket.
    const isolates = Array.from({ length: 5 }, () => ({ ...blobs }));
    const pointers = await Promise.all(
      isolates.map((own, index) => pointerTo(LARGE, { blobs: own, newId: () => `id-${index}` })),
    );
    for (const own of isolates) {
      for (const pointer of pointers) expect((await checkOut(pointer, own)).kind).toBe("loaded");
    }
    clock.nowMs += 100 * DAY_MS;
    await sweepClaims(blobs, clock.nowMs);
    expect(await checkOut(pointers[0], { ...blobs })).toMatchObject({ kind: "failed", failure: { code: "RES101" } });
  });

  it("has the form that a reader without seals knows", async () => {
    const { ports } = setUp();
    const pointer = await pointerTo(LARGE, ports);
    expect(Object.keys(pointer).sort()).toEqual(["bytes", "flowgate_claim_check", "key", "sha256"]);
    expect(pointer.key.startsWith("flowgate/claims/id-")).toBe(true);
  });

  it("refuses what is not what was sent, by size and by checksum", async () => {
    const { ports, blobs } = setUp();
    const pointer = await pointerTo(LARGE, ports);
    for (const text of ["{}", `${JSON.stringify(LARGE)} `, JSON.stringify({ text: "ä".repeat(100_000) })]) {
      await blobs.put(pointer.key, text, {});
      expect(await checkOut(pointer, blobs)).toMatchObject({ kind: "failed", failure: { code: "MSG101" } });
    }
  });

  it("tries again later when the bucket fails or is not bound", async () => {
    const { ports, blobs } = setUp();
    const pointer = await pointerTo(LARGE, ports);
    const down = { ...blobs, get: () => Promise.reject(new Error("down")) };
    expect(await checkOut(pointer, down)).toMatchObject({ failure: { code: "RES105", retry: "transient" } });
    expect(await checkOut(pointer, undefined)).toMatchObject({ failure: { code: "LIMIT101", retry: "transient" } });
  });
});

describe("sweepClaims", () => {
  it("removes what no message can stand for any more, and nothing else", async () => {
    const { ports, blobs, clock } = setUp();
    await blobs.put("other/old", "x", {});
    const old = await pointerTo(LARGE, ports);
    clock.nowMs += 14 * DAY_MS;
    const young = await pointerTo(LARGE, ports);
    clock.nowMs += 1 * DAY_MS + 1;
    expect(await sweepClaims(blobs, clock.nowMs)).toBe(1);
    expect((await checkOut(old, blobs)).kind).toBe("failed");
    expect((await checkOut(young, blobs)).kind).toBe("loaded");
    expect(await blobs.head("other/old")).toBeDefined();
  });
});
