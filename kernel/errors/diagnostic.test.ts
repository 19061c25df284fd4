import { describe, expect, it } from "vitest";
import { codes } from "./codes.ts";
import { diagnostic, formatDiagnostics } from "./diagnostic.ts";

describe("diagnostic", () => {
  it("takes severity and fix from the table", () => {
    const { DAG004, DAG200 } = codes;
    expect(diagnostic("DAG004", "no key", { flow: "a" })).toMatchObject({ severity: "warning", fix: DAG004.fix });
    expect(diagnostic("DAG200", "round", {}, "cut it")).toMatchObject({ severity: "error", fix: "cut it" });
    expect(DAG200.severity).toBe("error");
  });
});

describe("formatDiagnostics", () => {
  it("puts flows with errors first, errors before warnings, and a blank line between", () => {
    const text = formatDiagnostics([
      diagnostic("DAG004", "no key", { flow: "mild", node: "save" }, "give one"),
      diagnostic("DAG004", "no key", { flow: "bad", node: "save" }, "give one"),
      diagnostic("DAG200", "a cycle", { flow: "bad", edge: { from: "a", to: "b" } }, "cut it"),
      diagnostic("CTRL901", "not here", { flow: "bad", surface: "loop" }, "remove it"),
      diagnostic("DAG104", "two", { flow: "bad" }, "say so"),
    ]);
    expect(text).toBe(
      [
        "flow bad",
        "  error DAG200 at edge a -> b: a cycle\n  fix: cut it",
        "  error CTRL901 at surface loop: not here\n  fix: remove it",
        "  error DAG104: two\n  fix: say so",
        "  warning DAG004 at node save: no key\n  fix: give one",
        "flow mild",
        "  warning DAG004 at node save: no key\n  fix: give one",
      ].join("\n\n"),
    );
  });

  it("indents a fragment to paste, and leaves its blank lines empty", () => {
    const at = { file: "wrangler.toml", key: "kv_namespaces" };
    const text = formatDiagnostics([
      diagnostic("CAP101", "ORDERS is not bound", at, 'add:\n\n[[kv_namespaces]]\nbinding = "ORDERS"'),
      diagnostic("CAP101", "none", { file: "wrangler.toml" }, "add it"),
    ]);
    expect(text.split("\n")).toEqual([
      "deployment",
      "",
      "  error CAP101 at wrangler.toml kv_namespaces: ORDERS is not bound",
      "  fix: add:",
      "",
      "       [[kv_namespaces]]",
      '       binding = "ORDERS"',
      "",
      "  error CAP101 at wrangler.toml: none",
      "  fix: add it",
    ]);
  });

  it("says nothing of nothing", () => {
    expect(formatDiagnostics([])).toBe("");
  });
});
