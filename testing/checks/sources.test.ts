import { homedir, tmpdir } from "node:os";
import { dirname, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { nodesOf } from "./syntax.ts";
import { findLines, readTracked, root, trackedFiles } from "./tracked-files.ts";

const files = trackedFiles();
const sources = files.filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"));
const texts = files.filter((path) => !/\.(png|ico|woff2?|gz|wasm)$/.test(path));

/** Whether a line names this machine: where the repository lies, its parent, or somebody's home. */
function machinePath(): RegExp {
  const shared = ["/", sep, tmpdir()];
  const places = [root, dirname(root), homedir()].filter((place) => !shared.includes(place));
  const named = places.map((place) => RegExp.escape(place + sep));
  return new RegExp(String.raw`(?<![\w.:/-])(?:${[...named, "/(?:home|Users)/[a-z]+/"].join("|")})`);
}

describe("tracked files", () => {
  it("name no path of this machine", () => {
    expect(findLines(texts, machinePath())).toEqual([]);
  });

  it("switch no check off in a comment", () => {
    // Split, so that this file does not find itself.
    const budgets = "complexity|noExcessiveLinesPerFile|noExplicitAny|noFloatingPromises|noRestrictedGlobals";
    const lint = ["biome", `ignore(?:-all|-start)?\\s+lint\\S*(?:${budgets})|biome-ignore\\s+lint\\s*:`].join("-");
    const coverage = ["(?:istanbul|c8|v8)", "ignore"].join(" ");
    const types = ["@ts", "(?:nocheck|ignore)"].join("-");
    expect(findLines(sources, new RegExp([lint, coverage, types].join("|")))).toEqual([]);
  });

  it("import types with a statement, which the check of layers can see", () => {
    const inline = sources.filter((path) => nodesOf(readTracked(path)).some((node) => node.type === "TsImportType"));
    expect(inline).toEqual([]);
  });
});
