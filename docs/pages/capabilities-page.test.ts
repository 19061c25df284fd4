import { describe, expect, it } from "vitest";
import { capabilities } from "../../capabilities/index.ts";
import { capabilitiesPage } from "./capabilities-page.ts";
import { samples } from "./capability-samples.ts";

describe("capabilitiesPage", () => {
  it("has a chapter for every capability, in their order", () => {
    expect(samples.map(({ kind }) => kind)).toEqual(capabilities.map(({ kind }) => kind));
    const chapters = capabilitiesPage(new Map()).match(/^## .*$/gm);
    expect(chapters?.slice(1)).toEqual(samples.map(({ author }) => `## ${author}`));
  });
});
