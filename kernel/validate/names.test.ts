import { describe, expect, it } from "vitest";
import { type Fragment, findings, patched } from "../../docs/pages/flow-examples/example.ts";
import { exampleCatalog, exampleFlows, exampleNode } from "../../docs/pages/flow-examples/flows.ts";
import { validate } from "./validate.ts";

const said = (fragment: Fragment) =>
  findings(patched(exampleFlows.orders, fragment))
    .filter(({ code }) => code === "NAME101" || code === "DAG001")
    .map(({ code, location }) => `${code} ${location.pointer}`);

const NO_NAMES = [
  ["climbs out of its folder", "../../x"],
  ["is absolute", "/etc/passwd"],
  ["has a backslash", "..\\x"],
  ["has a drive", "C:x"],
  ["is a folder's own name", "."],
  ["is hidden", ".env"],
  ["ends in a dot, which Windows drops", "orders."],
  ["looks like an option", "-rf"],
  ["has a blank", "my orders"],
  ["has a line break", "orders\nadmin"],
  ["ends in a line break", "orders\n"],
  ["has a NUL", "orders\0"],
  ["has an escape sequence", "\u001b[2Jorders"],
  ["has a C1 control", "\u009borders"],
  ["turns the direction of text", "orders\u202esredro"],
  ["has a character of no width", "or\u200bders"],
  ["has a Cyrillic letter that looks like ours", "\u043erders"],
  ["has a letter in another form", "orde\u0301rs"],
  ["has half a surrogate pair", "orders\ud800"],
  ["is a prototype's", "__proto__"],
  ["is a device", "CON"],
  ["is a device with an ending", "nul.orders"],
  ["is a numbered device", "com1"],
  ["has a percent sign", "%2e%2e"],
  ["is too long", "a".repeat(65)],
] as const;

describe("a name", () => {
  it.each(NO_NAMES)("is refused that %s, of a flow, a node, a handle, a binding and a secret", (_why, name) => {
    const use = { name, kind: "kv", binding: name, access: "write", options: {} };
    const lint = { require_control_hints: false };
    expect(said({ name })).toEqual(["NAME101 /name"]);
    expect(said({ nodes: [{ alias: name }], edges: [{ from: "price", to: name }] })).toEqual([
      "NAME101 /nodes/3/alias",
    ]);
    expect(said({ nodes: [{ alias: "save", uses: [use] }] })).toEqual([
      "NAME101 /nodes/2/uses/0/name",
      "NAME101 /nodes/2/uses/0/binding",
    ]);
    expect(said({ policies: { lint, secrets: ["TOKEN", name] } })).toEqual(["NAME101 /policies/secrets/1"]);
  });

  it.each(["orders", "Orders", "take_order", "take-order", "v1.orders", "2", "_private", "console", "a".repeat(64)])(
    "is %s",
    (name) => {
      expect(said({ name, nodes: [{ alias: name }], edges: [{ from: "price", to: name }] })).toEqual([]);
    },
  );

  it("of a surface or checkpoint may say what of whom", () => {
    expect(said({ checkpoints: [{ id: "after:save" }] })).toEqual([]);
    expect(said({ checkpoints: [{ id: "a/b" }, { id: "__proto__" }, { id: "\u001b" }] })).toEqual([
      "NAME101 /checkpoints/0/id",
      "NAME101 /checkpoints/1/id",
      "NAME101 /checkpoints/2/id",
    ]);
    expect(said({ control_surfaces: [{ id: "x\u202e", kind: "timeout", targets: [], config: {} }] })).toContain(
      "NAME101 /control_surfaces/0/id",
    );
  });

  it("of an artifact is a path within its folder", () => {
    const at = (path: string) => said({ artifacts: [{ kind: "wasm", path }] });
    for (const path of ["out/flow.wasm", "my flow.dot", ".cache/x"]) expect(at(path)).toEqual([]);
    for (const path of [
      "../x",
      "a/../../x",
      "/x",
      "a//b",
      "a\\b",
      "C:\\x",
      "a/nul",
      "a\0",
      "./x",
      "a\u001b",
      "x".repeat(300),
    ])
      expect(at(path)).toEqual(["NAME101 /artifacts/0/path"]);
  });

  it("in a version is short", () => {
    expect(said({ version: `1.0.0-${"a".repeat(60)}` })).toEqual(["NAME101 /version"]);
    expect(said({ version: "1.0.0-rc.1+build.5" })).toEqual([]);
  });

  it("is quoted in ASCII, and in part where it is long", () => {
    const [hostile] = findings({ ...exampleFlows.orders, name: "\u001b[2J\u202e" });
    expect(hostile?.message).toMatch(/^\/name: "\\u001b\[2J\\u202e" is no name/);
    const [long] = findings({ ...exampleFlows.orders, name: "a".repeat(1_000_000) });
    expect(long?.message.length).toBeLessThan(120);
    expect(long?.location.flow?.length).toBeLessThan(100);
  });

  it("that is too long to quote is all that is said of a flow", () => {
    const alias = "a".repeat(100_000);
    const nodes = [...exampleFlows.orders.nodes, ...Array.from({ length: 1_000 }, () => exampleNode(alias))];
    const found = validate({ ...exampleFlows.orders, nodes }, exampleCatalog);
    expect(found).toHaveLength(1_000);
    expect(JSON.stringify(found).length).toBeLessThan(1_000_000);
  });
});
