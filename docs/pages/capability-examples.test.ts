import { describe, expect, it } from "vitest";
import { capabilityExamples } from "./capability-examples.ts";
import { samples } from "./capability-samples.ts";

describe("capabilityExamples", () => {
  it("has one of every capability", () => {
    expect([...capabilityExamples().keys()]).toEqual(samples.map(({ author }) => author));
  });
});
