import { describe, expect, it } from "vitest";
import { triggers } from "./index.ts";

describe("triggers", () => {
  it("are each of their own kind, with a rule of that kind and a default timeout", () => {
    const kinds = triggers.map(({ kind }) => kind);
    expect(kinds).toEqual(["http", "queue", "cron", "rpc"]);
    expect(triggers.map(({ rule }) => rule.kind)).toEqual(kinds);
    for (const { defaultTimeoutMs } of triggers) expect(defaultTimeoutMs).toBeGreaterThan(0);
  });
});
