import { afterEach, describe, expect, it, vi } from "vitest";
import { createLog, NodeLogger } from "./log.ts";

function capture() {
  const lines: [string, Record<string, unknown>][] = [];
  for (const method of ["debug", "info", "warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation((line: string) => void lines.push([method, JSON.parse(line)]));
  }
  return lines;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("createLog", () => {
  it("writes one JSON object a line to the console method of its level", () => {
    const lines = capture();
    createLog().error({ run_id: "r" }, "it broke");
    expect(lines).toEqual([["error", { time: expect.any(Number), level: "error", run_id: "r", msg: "it broke" }]]);
  });

  it("leaves out what is below its level", () => {
    const lines = capture();
    const log = createLog("warn");
    log.info({}, "a");
    log.warn({}, "b");
    expect(lines.map(([, line]) => line.msg)).toEqual(["b"]);
    expect(log.isLevelEnabled("info")).toBe(false);
  });

  it("names an unknown level and goes on with info", () => {
    const lines = capture();
    createLog("loud").info({}, "a");
    expect(lines).toMatchObject([
      ["warn", { level_asked: "loud" }],
      ["info", { msg: "a" }],
    ]);
  });

  it("shows an error with its causes", () => {
    const lines = capture();
    createLog().error({ err: new Error("outer", { cause: new TypeError("inner") }) }, "it broke");
    expect(lines[0]?.[1].err).toMatchObject({
      type: "Error",
      message: "outer",
      stack: expect.stringContaining("log.test.ts"),
      cause: { type: "TypeError", message: "inner" },
    });
  });

  it("writes a line whatever is in it", () => {
    const lines = capture();
    const cyclic: Record<string, unknown> = { big: 1n, symbol: Symbol("s"), nan: Number.NaN };
    cyclic.self = cyclic;
    createLog().info({ cyclic, run: () => 1 }, "odd %s");
    expect(lines[0]?.[1]).toMatchObject({
      cyclic: { big: "1", symbol: "Symbol(s)", nan: null, self: "[circular]" },
      run: "[function]",
      msg: "odd %s",
    });
  });
});

describe("NodeLogger", () => {
  const ids = { runId: "run-1", flow: "orders", node: "price" };

  it("adds the run's ids, which a node cannot overwrite", () => {
    const lines = capture();
    new NodeLogger(createLog(), ids).info("priced", { due: 12, run_id: "forged" });
    expect(lines[0]?.[1]).toMatchObject({ run_id: "run-1", flow: "orders", node: "price", due: 12, msg: "priced" });
  });

  it("has a method per level", () => {
    const lines = capture();
    const log = new NodeLogger(createLog("debug"), ids);
    log.debug("a");
    log.info("b");
    log.warn("c");
    log.error("d");
    expect(lines.map(([method]) => method)).toEqual(["debug", "info", "warn", "error"]);
  });
});
