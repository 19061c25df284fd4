import { describe, expect, it } from "vitest";
import { fieldsOf, isNode, nodesOf, type SyntaxNode } from "./syntax.ts";
import { readTracked, trackedFiles } from "./tracked-files.ts";

const runners = new Set(["bench", "describe", "it", "suite", "test"]);
const switches = new Set(["fails", "only", "runIf", "skip", "skipIf", "todo"]);

/** The names of a chain such as `it.concurrent.skip`, also with calls in it; empty for anything else. */
function chainOf(expression: unknown): readonly string[] {
  if (!isNode(expression)) return [];
  if (expression.type === "Identifier") return [String(expression.value)];
  if (expression.type === "CallExpression") return chainOf(expression.callee);
  if (expression.type !== "MemberExpression" || !isNode(expression.property)) return [];
  return [...chainOf(expression.object), String(expression.property.value)];
}

/** The keys of the object literals in a call, as in `it("…", { skip: true }, …)`. */
function optionsOf(call: SyntaxNode): readonly string[] {
  return fieldsOf(call.arguments)
    .flatMap((argument) => (isNode(argument.expression) ? [argument.expression] : []))
    .flatMap((value) => (value.type === "ObjectExpression" ? fieldsOf(value.properties) : []))
    .map((property) => String((isNode(property.key) ? property.key : property).value));
}

function switchesIn(source: string): readonly string[] {
  return nodesOf(source).flatMap((node) => {
    if (node.type !== "CallExpression") return [];
    const [runner, ...rest] = chainOf(node.callee);
    if (runner === undefined || !runners.has(runner)) return [];
    return [...rest, ...optionsOf(node)].filter((name) => switches.has(name)).map((name) => `${runner} ${name}`);
  });
}

describe("test files", () => {
  it("skip, single out and postpone nothing", () => {
    const tests = trackedFiles().filter((path) => path.endsWith(".test.ts"));
    const found = tests.flatMap((path) => switchesIn(readTracked(path)).map((name) => `${path}: ${name}`));
    expect(tests).not.toEqual([]);
    expect(found).toEqual([]);
  });

  it.each([
    ['it.skip("a", run)', ["it skip"]],
    ['describe.concurrent.only("a", run)', ["describe only"]],
    ['test.each([1]).skip("a", run)', ["test skip"]],
    ['it("a", { skip: true }, run)', ["it skip"]],
    ['it.skipIf(slow)("a", run)', ["it skipIf", "it skipIf"]],
    ['it.todo("a")', ["it todo"]],
    ['it("a", run); rows.skip(1)', []],
  ])("are read as they are written: %s", (source, found) => {
    expect(switchesIn(source)).toEqual(found);
  });
});
