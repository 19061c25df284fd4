import { describe, expect, it } from "vitest";
import { capabilities } from "./index.ts";
import { capabilitiesPage } from "./page.ts";
import { samples } from "./samples.ts";

describe("capabilitiesPage", () => {
  it("has a chapter for every capability, in their order", () => {
    expect(samples.map(({ kind }) => kind)).toEqual(capabilities.map(({ kind }) => kind));
    const chapters = capabilitiesPage(new Map()).match(/^## .*$/gm);
    expect(chapters?.slice(1)).toEqual(samples.map(({ author }) => `## ${author}`));
  });
});
