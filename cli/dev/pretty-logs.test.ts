import { describe, expect, it } from "vitest";
import { prettyLogs } from "./pretty-logs.ts";

describe("prettyLogs", () => {
  const pretty = prettyLogs((_, text) => text);
  const run = { time: Date.UTC(2026, 10, 24), level: "info", flow: "orders", duration_ms: 12, msg: "orders completed" };

  it("shows a run on one line", () => {
    expect(pretty(JSON.stringify(run))).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: orders completed \{"duration_ms":12\}$/);
  });

  it("shows an error with its causes below", () => {
    const err = { type: "Error", message: "outer", stack: "Error: outer\n    at a", cause: { type: "TypeError" } };
    const text = pretty(JSON.stringify({ ...run, level: "error", err }));
    expect(text).toMatch(/ERROR: orders completed/);
    expect(text).toContain("at a");
    expect(text).toContain("TypeError");
  });

  it.each(["", "plain", "{broken", '{"some":"json"}', "[wrangler:info] GET / 200 OK (2ms)"])("leaves %j", (line) => {
    expect(pretty(line)).toBe(line);
  });
});
