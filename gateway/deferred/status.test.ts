import { describe, expect, it } from "vitest";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import type { Outcome } from "../../kernel/outcome.ts";
import { closeStatus, openStatus, readStatus } from "./status.ts";

const RUN = "01890000-0000-7000-8000-000000000000";
const done: Outcome = { kind: "completed", value: 1, stats: { stepsRun: 1, retries: 0 } };

describe("closeStatus", () => {
  it("rejects while another holds the end, which may have died before it wrote it", async () => {
    let nowMs = 1_700_000_000_000;
    const ledger = memoryDedupe({ now: () => nowMs });
    await openStatus(RUN, ledger);
    const dying: DedupeStore = { ...ledger, complete: () => Promise.reject(new Error("killed")) };
    await expect(closeStatus(RUN, "", done, dying)).rejects.toThrow("killed");
    await expect(closeStatus(RUN, "", done, ledger)).rejects.toThrow("written by another");
    expect(await readStatus(RUN, ledger)).toMatchObject({ status: "pending" });
    nowMs += 10_000;
    await closeStatus(RUN, "", done, ledger);
    expect(await readStatus(RUN, ledger)).toMatchObject({ status: "completed", value: 1 });
  });

  it("keeps the end that was noted first", async () => {
    const ledger = memoryDedupe();
    const token = (await openStatus(RUN, ledger)) ?? "";
    await closeStatus(RUN, token, done, ledger);
    await closeStatus(RUN, "", { ...done, value: 2 }, ledger);
    expect(await readStatus(RUN, ledger)).toMatchObject({ value: 1 });
  });
});
