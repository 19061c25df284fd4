import * as flowgate from "flowgate";
import { describe, expect, it } from "vitest";

// What users may import, in order. Types do not show here; they stand in gateway/index.ts.
const exported: readonly string[] = [
  "FlowError",
  "InvalidFlowsError",
  "createGateway",
  "cron",
  "flow",
  "http",
  "kv",
  "node",
  "publish",
  "queue",
  "reply",
  "type",
];

describe("flowgate", () => {
  it("exports what is listed here and nothing else", () => {
    expect(Object.keys(flowgate).sort()).toEqual(exported);
  });
});
