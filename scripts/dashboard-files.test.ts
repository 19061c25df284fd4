import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { dashboardFiles } from "./dashboard-files.ts";

const MAX_GZIP_BYTES = 120 * 1_024;
const files = await dashboardFiles();
const textOf = (name: string) => new TextDecoder().decode(files.find((file) => file.name === name)?.bytes);

describe("dashboardFiles", () => {
  it("gives the files that the gateway serves", () => {
    expect(files.map(({ name }) => name).toSorted()).toEqual([
      "app.css",
      "app.js",
      "index.html",
      "sign-in.html",
      "sign-in.js",
    ]);
  });

  it("takes less than 120 KiB gzipped, all together", () => {
    const sizes = files.map(({ bytes }) => gzipSync(bytes).byteLength);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_GZIP_BYTES);
  });

  it("asks for nothing from elsewhere, and for no style or script in its pages", () => {
    for (const name of ["app.css", "index.html", "sign-in.html"]) {
      expect(textOf(name), name).not.toMatch(/(?:src|href)="(?!\/_flow\/|data:)|@import|url\((?!["']?data:)/);
    }
    for (const name of ["index.html", "sign-in.html"]) {
      expect(textOf(name), name).not.toMatch(/<style|style="|<script(?![^>]* src=)|\son\w+=/);
    }
  });
});
