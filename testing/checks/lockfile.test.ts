import { describe, expect, it } from "vitest";
import { findLines } from "./tracked-files.ts";

describe("package-lock.json", () => {
  it("carries no download address", () => {
    expect(findLines(["package-lock.json", ".npmrc"], /"resolved"|\bregistry\.|\.tgz\b|registry\s*=/)).toEqual([]);
  });

  it("checks what it installs", () => {
    expect(findLines(["package-lock.json"], /"integrity": "sha512-/).length).toBeGreaterThan(0);
  });
});
