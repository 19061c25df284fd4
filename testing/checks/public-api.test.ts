import * as flowgate from "flowgate";
import { describe, expect, it } from "vitest";

// What users may import, in order. Types do not show here; they stand in gateway/index.ts.
const exported: readonly string[] = [
  "FlowError",
  "FlowWritingError",
  "InvalidFlowsError",
  "adminApi",
  "analyticsEngine",
  "blob",
  "cache",
  "call",
  "capabilityErrorReason",
  "clock",
  "createGateway",
  "cron",
  "db",
  "deadLetterStore",
  "dedupe",
  "deferredRuns",
  "egress",
  "flow",
  "http",
  "kv",
  "largeMessages",
  "logSink",
  "node",
  "notFound",
  "objects",
  "openApi",
  "prefixed",
  "publish",
  "queue",
  "reply",
  "rng",
  "secret",
  "sql",
  "state",
  "type",
];

describe("flowgate", () => {
  it("exports what is listed here and nothing else", () => {
    expect(Object.keys(flowgate).sort()).toEqual(exported);
  });
});
