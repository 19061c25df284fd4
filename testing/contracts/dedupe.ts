import { describe, expect, it } from "vitest";
import { dedupe } from "../../capabilities/dedupe/dedupe.ts";
import { prefixed } from "../../capabilities/prefix.ts";
import { handleOf } from "../../kit/handle-of.ts";
import { tokenOf } from "./ledger.ts";
import { reasonOf } from "./open.ts";

const leaseMs = 600_000;
const ttlMs = 600_000;

/** What every store behind `dedupe` has to do for a node; see the ledger's own contract for the rest. */
export function dedupeContract(provider: string, bind: () => unknown): void {
  const open = () => handleOf(dedupe("LEDGER"), bind());

  describe(`dedupe over ${provider}`, () => {
    it("claims, completes and remembers", async () => {
      const ledger = open();
      const token = tokenOf(await ledger.claim("a", { leaseMs }));
      expect(await ledger.claim("a", { leaseMs })).toMatchObject({ kind: "in_flight" });
      expect(await ledger.complete("a", token, { stored: { id: 1 }, ttlMs })).toBe(true);
      expect(await ledger.claim("a", { leaseMs })).toEqual({ kind: "done", stored: { id: 1 } });
    });

    it("looks without claiming", async () => {
      const ledger = open();
      expect(await ledger.look("seen")).toEqual({ kind: "free" });
      tokenOf(await ledger.claim("seen", { leaseMs }));
      expect(await ledger.look("seen")).toMatchObject({ kind: "in_flight" });
    });

    it("lets one of many claims at once be new", async () => {
      const claims = await Promise.all(Array.from({ length: 20 }, () => open().claim("race", { leaseMs })));
      expect(claims.filter(({ kind }) => kind === "new")).toHaveLength(1);
    });

    it("gives a claim up, and tells another payload", async () => {
      const ledger = open();
      const token = tokenOf(await ledger.claim("b", { leaseMs, fingerprint: "one" }));
      expect(await ledger.claim("b", { leaseMs, fingerprint: "two" })).toEqual({ kind: "mismatch" });
      expect(await ledger.forget("b", token)).toBe(true);
      expect(await ledger.forget("b", token)).toBe(false);
      expect(await ledger.claim("b", { leaseMs, fingerprint: "two" })).toMatchObject({ kind: "new" });
    });

    it("starts a lease anew for whoever has the claim", async () => {
      const ledger = open();
      const token = tokenOf(await ledger.claim("e", { leaseMs: 1_000 }));
      expect(await ledger.extend("e", "another", leaseMs)).toBe(false);
      expect(await ledger.extend("e", token, leaseMs)).toBe(true);
      const { retryAfterMs } = (await ledger.claim("e", { leaseMs })) as { retryAfterMs: number };
      expect(retryAfterMs).toBeGreaterThan(1_000);
      expect(await ledger.complete("e", token, { ttlMs })).toBe(true);
      expect(await ledger.extend("e", token, leaseMs)).toBe(false);
      expect(await reasonOf(ledger.extend("e", token, 0))).toBe("invalid");
    });

    it("keeps prefixes apart", async () => {
      await open().claim("c", { leaseMs });
      const other = handleOf(prefixed("other/", dedupe("LEDGER")), bind());
      expect(await other.claim("c", { leaseMs })).toMatchObject({ kind: "new" });
    });

    it.each([
      ["an empty key", "", { leaseMs }, "invalid"],
      ["a key that is too long", "x".repeat(1025), { leaseMs }, "too_large"],
      ["a lease of nothing", "d", { leaseMs: 0 }, "invalid"],
      ["a lease that is no whole number", "d", { leaseMs: 0.5 }, "invalid"],
    ])("refuses %s", async (_, key, terms, reason) => {
      expect(await reasonOf(open().claim(key, terms))).toBe(reason);
    });

    it.each([
      ["no time to remember", { ttlMs: 0 }, "invalid"],
      ["what is not JSON", { stored: Number.NaN, ttlMs }, "invalid"],
      ["a result above 1 MB", { stored: "x".repeat(1_000_000), ttlMs }, "too_large"],
    ])("refuses to complete with %s, and keeps the claim", async (name, result, reason) => {
      const ledger = open();
      const token = tokenOf(await ledger.claim(name, { leaseMs }));
      expect(await reasonOf(ledger.complete(name, token, result))).toBe(reason);
      expect(await ledger.complete(name, token, { ttlMs })).toBe(true);
    });
  });
}
