import { describe, expect, it } from "vitest";
import { samples } from "../capabilities/samples.ts";
import { capabilityExamples } from "./capability-examples.ts";

describe("capabilityExamples", () => {
  it("has one of every capability", () => {
    expect([...capabilityExamples().keys()]).toEqual(samples.map(({ author }) => author));
  });
});
