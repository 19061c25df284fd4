import { describe, expect, it } from "vitest";
import type { Clock } from "../kernel/ports.ts";
import { isSealOf, keyIdOf, newSecret, SEAL_BYTES, type Sealed, seal, sealKey } from "./seal.ts";
import { sealRing } from "./seal-ring.ts";

const WHAT: Sealed = ["claim_check", "orders", "a/b", 7];

describe("a seal", () => {
  it("is genuine for what it was made for, and for nothing else", async () => {
    const key = await sealKey(newSecret());
    const text = await seal(WHAT, key);
    expect(await isSealOf(text, WHAT, key)).toBe(true);
    const others: Sealed[] = [
      ["deferred", "orders", "a/b", 7],
      ["claim_check", "other", "a/b", 7],
      ["claim_check", "orders", "a", "b", 7],
      ["claim_check", "orders", "a/b", "7"],
      ["claim_check", "orders", "a/b"],
    ];
    for (const other of others) expect(await isSealOf(text, other, key)).toBe(false);
  });

  it("is refused with any of its characters changed, and with more or fewer", async () => {
    const key = await sealKey("a secret");
    const text = await seal(WHAT, key);
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === "A" ? "B" : "A";
      // The last character has two bits that say nothing: what base64url of 32 bytes leaves over.
      if (at === text.length - 1) continue;
      expect(await isSealOf(`${text.slice(0, at)}${other}${text.slice(at + 1)}`, WHAT, key)).toBe(false);
    }
    for (const wrong of ["", text.slice(1), `${text}A`, `2${text.slice(1)}`]) {
      expect(await isSealOf(wrong, WHAT, key)).toBe(false);
    }
  });

  it("names its key without giving it away, in little room", async () => {
    const secret = newSecret();
    const key = await sealKey(secret);
    const text = await seal(WHAT, key);
    expect(keyIdOf(text)).toBe(key.id);
    expect(secret).not.toContain(key.id);
    expect(text).toMatch(/^[\w.-]+$/);
    expect(text.length).toBeLessThan(SEAL_BYTES);
    expect(await isSealOf(text, WHAT, await sealKey(newSecret()))).toBe(false);
  });
});

/** A clock that goes on when somebody waits. */
function eagerClock() {
  let nowMs = 0;
  const clock: Clock = {
    now: () => nowMs,
    after: (delayMs, wake) => {
      nowMs += delayMs;
      queueMicrotask(wake);
      return () => undefined;
    },
  };
  return { clock, at: () => nowMs };
}

describe("a ring of seals", () => {
  function setUp(secrets: [string, ...string[]] = ["one"]) {
    const { clock, at } = eagerClock();
    let reads = 0;
    const read = async (): Promise<[string, ...string[]]> => {
      reads++;
      return [...secrets];
    };
    return { ring: sealRing(read, clock), secrets, clock, at, reads: () => reads };
  }

  it("reads its keys once", async () => {
    const { ring, reads } = setUp();
    const text = await ring.seal(WHAT);
    for (let time = 0; time < 3; time++) expect(await ring.isGenuine(text, WHAT)).toBe(true);
    expect(reads()).toBe(1);
  });

  it("seals with its first key and takes the seals of all", async () => {
    const old = setUp(["one"]);
    const rotated = setUp(["two", "one"]);
    const retired = setUp(["two"]);
    const before = await old.ring.seal(WHAT);
    const after = await rotated.ring.seal(WHAT);
    expect(await rotated.ring.isGenuine(before, WHAT)).toBe(true);
    expect(await retired.ring.isGenuine(after, WHAT)).toBe(true);
    expect(await retired.ring.isGenuine(before, WHAT)).toBe(false);
  });

  it("finds a key that another isolate has made since", async () => {
    const { ring, secrets } = setUp();
    await ring.key();
    const elsewhere = setUp(["zero"]);
    const text = await elsewhere.ring.seal(WHAT);
    secrets.push("zero");
    expect(await ring.isGenuine(text, WHAT)).toBe(true);
  });

  it("looks for keys that it does not know once a second, and for one of them once", async () => {
    const { ring, at, reads } = setUp();
    await ring.key();
    const forged = (id: number) => `1.${String(id).padStart(8, "0")}.${"A".repeat(43)}`;
    for (let id = 0; id < 5; id++) expect(await ring.isGenuine(forged(id), WHAT)).toBe(false);
    expect([reads(), at()]).toEqual([6, 5_000]);
    for (let id = 0; id < 5; id++) expect(await ring.isGenuine(forged(id), WHAT)).toBe(false);
    expect([reads(), at()]).toEqual([6, 5_000]);
  });

  it("asks nobody about what is no seal", async () => {
    const { ring, reads } = setUp();
    for (const other of [undefined, null, 1, "", "1.x.y", {}]) expect(await ring.isGenuine(other, WHAT)).toBe(false);
    expect(reads()).toBe(0);
  });

  it("rejects while its store does not answer, and goes on when it does", async () => {
    let up = false;
    const ring = sealRing(async () => {
      if (!up) throw new Error("down");
      return ["one"];
    }, eagerClock().clock);
    await expect(ring.seal(WHAT)).rejects.toThrow("down");
    up = true;
    expect(await ring.isGenuine(await ring.seal(WHAT), WHAT)).toBe(true);
  });
});
