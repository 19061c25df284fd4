import { describe, expect, it } from "vitest";
import type { Claim, DedupeStore } from "../../capabilities/dedupe/store.ts";

export interface LedgerSubject {
  readonly store: DedupeStore;
  /** Lets so many milliseconds pass for the store. */
  readonly pass: (ms: number) => Promise<void>;
}

const LONG_MS = 600_000;

/** What every ledger has to do. Keys differ from test to test, so that one store may serve all of them. */
export function ledgerContract(name: string, subject: () => LedgerSubject): void {
  const claimed = async (store: DedupeStore, key: string, leaseMs = LONG_MS, fingerprint?: string) =>
    tokenOf(await store.claim(key, { leaseMs, fingerprint }));

  describe(`a ledger over ${name}`, () => {
    it("gives a new key to one of many claims, and tells the others when to come back", async () => {
      const { store } = subject();
      const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim("race", { leaseMs: LONG_MS })));
      expect(claims.filter(({ kind }) => kind === "new")).toHaveLength(1);
      const waiting = claims.flatMap((claim) => (claim.kind === "in_flight" ? [claim.retryAfterMs] : []));
      expect(waiting).toHaveLength(19);
      for (const waitMs of waiting) {
        expect(waitMs).toBeGreaterThan(0);
        expect(waitMs).toBeLessThanOrEqual(LONG_MS);
      }
    });

    it.each([{ a: [1, null, "ü"] }, "", 0, null, undefined])("gives back what was stored: %j", async (stored) => {
      const { store } = subject();
      const key = `stored-${JSON.stringify(stored)}`;
      const token = await claimed(store, key);
      expect(await store.complete(key, token, { stored, ttlMs: LONG_MS })).toBe(true);
      expect(await store.claim(key, { leaseMs: LONG_MS })).toEqual({ kind: "done", stored });
    });

    it("tells another payload under one key, in flight and done", async () => {
      const { store } = subject();
      const token = await claimed(store, "payload", LONG_MS, "one");
      expect(await store.claim("payload", { leaseMs: LONG_MS, fingerprint: "two" })).toEqual({ kind: "mismatch" });
      await store.complete("payload", token, { ttlMs: LONG_MS });
      expect(await store.claim("payload", { leaseMs: LONG_MS, fingerprint: "two" })).toEqual({ kind: "mismatch" });
      expect((await store.claim("payload", { leaseMs: LONG_MS, fingerprint: "one" })).kind).toBe("done");
      expect((await store.claim("payload", { leaseMs: LONG_MS })).kind).toBe("done");
    });

    it("takes a payload for the same that shares one of several fingerprints", async () => {
      const { store } = subject();
      const claim = (fingerprint: string | readonly string[]) =>
        store.claim("shared", { leaseMs: LONG_MS, fingerprint });
      tokenOf(await claim(["event-1", "input-1"]));
      for (const same of [["event-1", "input-2"], ["event-2", "input-1"], ["input-1", "event-1"], "input-1"]) {
        expect(await claim(same)).toMatchObject({ kind: "in_flight" });
      }
      for (const other of [["event-2", "input-2"], "event", "input-1 "]) {
        expect((await claim(other)).kind).toBe(other === "input-1 " ? "in_flight" : "mismatch");
      }
    });

    it("says what it knows of a key, and claims none by that", async () => {
      const { store, pass } = subject();
      expect(await store.look("looked")).toEqual({ kind: "free" });
      const token = await claimed(store, "looked");
      expect(await store.look("looked")).toMatchObject({ kind: "in_flight" });
      await store.complete("looked", token, { stored: [1], ttlMs: LONG_MS });
      expect(await store.look("looked")).toEqual({ kind: "done", stored: [1] });
      await claimed(store, "looked at late", 1);
      await pass(20);
      expect(await store.look("looked at late")).toEqual({ kind: "free" });
    });

    it("is free again once forgotten", async () => {
      const { store } = subject();
      const token = await claimed(store, "forgotten");
      expect(await store.forget("forgotten", token)).toBe(true);
      expect((await store.claim("forgotten", { leaseMs: LONG_MS })).kind).toBe("new");
    });

    it("locks no key past its lease, and lets the slow owner change nothing then", async () => {
      const { store, pass } = subject();
      const slow = await claimed(store, "slow", 1);
      await pass(20);
      expect(await store.complete("slow", slow, { stored: "slow", ttlMs: LONG_MS })).toBe(false);
      const quick = await claimed(store, "slow");
      expect(await store.complete("slow", slow, { stored: "slow", ttlMs: LONG_MS })).toBe(false);
      expect(await store.forget("slow", slow)).toBe(false);
      expect(await store.complete("slow", quick, { stored: "quick", ttlMs: LONG_MS })).toBe(true);
      expect(await store.claim("slow", { leaseMs: LONG_MS })).toEqual({ kind: "done", stored: "quick" });
    });

    it("gives a slow owner its key back that nobody else has claimed, and no other", async () => {
      const { store, pass } = subject();
      const slow = await claimed(store, "extended", 1);
      await pass(20);
      expect(await store.extend("extended", "another", LONG_MS)).toBe(false);
      expect(await store.extend("extended", slow, LONG_MS)).toBe(true);
      expect((await store.claim("extended", { leaseMs: LONG_MS })).kind).toBe("in_flight");
      expect(await store.extend("extended", slow, 1)).toBe(true);
      await pass(20);
      await claimed(store, "extended");
      expect(await store.extend("extended", slow, LONG_MS)).toBe(false);
      expect(await store.extend("never claimed", slow, LONG_MS)).toBe(false);
    });

    it("forgets what is done when its time is over", async () => {
      const { store, pass } = subject();
      const token = await claimed(store, "old");
      await store.complete("old", token, { stored: 1, ttlMs: 1 });
      await pass(20);
      expect((await store.claim("old", { leaseMs: LONG_MS })).kind).toBe("new");
    });

    it("does not complete, and does not forget, what is done or was never claimed", async () => {
      const { store } = subject();
      const token = await claimed(store, "once");
      await store.complete("once", token, { stored: 1, ttlMs: LONG_MS });
      expect(await store.complete("once", token, { stored: 2, ttlMs: LONG_MS })).toBe(false);
      expect(await store.forget("once", token)).toBe(false);
      expect(await store.forget("never", "token")).toBe(false);
      expect(await store.complete("never", "token", { ttlMs: LONG_MS })).toBe(false);
    });

    it("takes any text as a key", async () => {
      const { store } = subject();
      const keys = ["'; DROP TABLE ledger; --", "a\u0000b", "a", "🌍".repeat(200), "__proto__"];
      const kinds = await Promise.all(keys.map(async (key) => (await store.claim(key, { leaseMs: LONG_MS })).kind));
      expect(kinds).toEqual(keys.map(() => "new"));
    });
  });
}

/** The token of a claim that has to be new. */
export function tokenOf(claim: Claim): string {
  if (claim.kind !== "new") throw new Error(`the claim is ${claim.kind}`);
  return claim.token;
}
