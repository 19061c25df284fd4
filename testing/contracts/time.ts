import { describe, expect, it } from "vitest";
import { clock } from "../../capabilities/clock/clock.ts";
import { aRun, handleOf } from "../../kit/handle-of.ts";
import { reasonOf } from "./open.ts";

/** What every clock has to do. `pass` lets milliseconds pass. */
export function timeContract(
  provider: string,
  bind: () => { readonly bound: unknown; pass(ms: number): Promise<void> },
): void {
  const open = (bound: unknown, signal?: AbortSignal) => handleOf(clock(), bound, aRun(signal));

  describe(`clock over ${provider}`, () => {
    it("sleeps as long as it is told to", async () => {
      const { bound, pass } = bind();
      const time = open(bound);
      const startMs = time.now();
      const slept = time.sleep(20);
      await pass(20);
      await slept;
      expect(time.now() - startMs).toBeGreaterThanOrEqual(19);
    });

    it("wakes at once when the run ends, with its reason", async () => {
      const { bound } = bind();
      const cancel = new AbortController();
      const slept = open(bound, cancel.signal).sleep(60_000);
      cancel.abort(new Error("the run ended"));
      await expect(slept).rejects.toThrow("the run ended");
      await expect(open(bound, cancel.signal).sleep(0)).rejects.toThrow("the run ended");
    });

    it.each([-1, 0.5, Number.NaN, 2 ** 31])("refuses to sleep for %s", async (ms) => {
      expect(await reasonOf(open(bind().bound).sleep(ms))).toBe("invalid");
    });
  });
}
