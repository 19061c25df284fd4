import type { EffectClaim, EffectResult, Effects } from "../kernel/ports.ts";

/** Remembers effects as long as the test runs, by flow, step and key; leases do not end. */
export function rememberedEffects() {
  const results = new Map<string, EffectResult | "in_flight">();
  /** Effects whose run was over while they were at work. */
  const heldOn: string[] = [];
  const effects: Effects = {
    async claim({ step, key }): Promise<EffectClaim> {
      const name = `${step.flow}/${step.alias}/${key}`;
      const found = results.get(name);
      if (found === "in_flight") return { kind: "in_flight", retryAfterMs: 700 };
      if (found) return { kind: "done", result: found };
      results.set(name, "in_flight");
      return {
        kind: "new",
        complete: async (result) => void results.set(name, result),
        forget: async () => void results.delete(name),
        holdOn: () => void heldOn.push(name),
      };
    },
  };
  return { effects, results, heldOn };
}
