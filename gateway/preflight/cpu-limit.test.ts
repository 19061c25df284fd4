import { describe, expect, it } from "vitest";
import { checkConfig } from "../../testing/check-config.ts";
import { flowOf } from "../../testing/preflight-flows.ts";

const limits = (cpuMs: number) => `compatibility_date = "2026-10-23"\n[limits]\ncpu_ms = ${cpuMs}\n`;
const slow = flowOf("slow", [], {}, { timeoutMs: 60_000 });

describe("cpuLimitFits", () => {
  it("takes what the platform takes", () => {
    expect(checkConfig([], limits(1))).toEqual([]);
    expect(checkConfig([], limits(300_000))).toEqual([]);
  });

  it("says LIMIT101 with both numbers beyond that", () => {
    expect(checkConfig([], limits(300_001))).toMatchObject([
      {
        code: "LIMIT101",
        severity: "error",
        message: "limits.cpu_ms is 300001; the platform takes 1 to 300000",
        location: { key: "limits.cpu_ms" },
        fix: "# in [limits]\ncpu_ms = 300000\n",
      },
    ]);
    expect(checkConfig([], limits(0))).toMatchObject([{ fix: "# in [limits]\ncpu_ms = 1\n" }]);
  });

  it("refuses any limit on the free plan", () => {
    expect(checkConfig([], limits(10), { plan: "free" })).toMatchObject([{ code: "LIMIT101" }]);
  });

  it("warns of a flow that may run longer than it may compute", () => {
    expect(checkConfig([slow], limits(50))).toMatchObject([
      {
        code: "LIMIT101",
        severity: "warning",
        message: "the flow may run 60000 ms, but after 50 ms of CPU the platform kills it without a reply",
        location: { flow: "slow" },
        fix: "# in [limits]\ncpu_ms = 60000\n",
      },
    ]);
    expect(checkConfig([slow], limits(60_000))).toEqual([]);
  });

  it("asks for no more than there is", () => {
    expect(checkConfig([flowOf("long", [], {}, { timeoutMs: 900_000 })], limits(300_000))).toEqual([]);
  });
});
