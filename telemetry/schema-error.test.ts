import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { Redactor } from "./redact.ts";

const SECRET = "hunter2-my-secret";

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** Errors as zod, arktype and effect throw them. */
const others: Readonly<Record<string, Error>> = {
  zod: Object.assign(new Error(JSON.stringify([{ message: `bad ${SECRET}` }])), {
    name: "ZodError",
    issues: [
      { code: "invalid_type", expected: "number", path: ["user", "name"], message: `bad ${SECRET}`, input: SECRET },
    ],
  }),
  arktype: Object.assign(new Error(`name must be a number (was "${SECRET}")`), {
    name: "TraversalError",
    arkErrors: [{ code: "domain", expected: "a number", path: ["name"], data: SECRET, message: `(was "${SECRET}")` }],
  }),
  effect: Object.assign(new Error(`Expected number, actual "${SECRET}"`), {
    name: "ParseError",
    issue: { actual: SECRET },
  }),
};

describe("a schema's error in a log", () => {
  const redactor = new Redactor();

  it("says where and why, and has its stack, but nothing of the value", () => {
    const schema = v.object({ name: v.number(), size: v.pipe(v.string(), v.maxLength(3)) });
    const error = thrownBy(() => v.parse(schema, { name: SECRET, size: SECRET }));
    const { err } = redactor.fields({ err: error }) as { err: Record<string, unknown> };
    expect(err).toMatchObject({
      type: "ValiError",
      message: "a value does not fit its schema",
      issues: [
        { path: "/name", rule: "number", expected: "number" },
        { path: "/size", rule: "max_length", expected: "<=3" },
      ],
    });
    expect(err.stack).toMatch(/^\s+at /);
    expect(JSON.stringify(err)).not.toContain("hunter2");
  });

  it("is known as a cause, and of half a million issues", () => {
    const error = thrownBy(() => v.parse(v.array(v.string()), new Array(20_000).fill(4711)));
    const line = JSON.stringify(redactor.fields({ err: new Error("outer", { cause: error }) }));
    expect(line).toContain('"more":');
    expect(line).not.toContain("4711");
    expect(line.length).toBeLessThan(16_384);
  });

  it.each(Object.entries(others))("has nothing of the value from %s either", (_, error) => {
    const line = JSON.stringify(redactor.fields({ err: error }));
    expect(line).not.toContain("hunter2");
    expect(line).toContain("a value does not fit its schema");
  });

  it("is not taken for one where it only has a list of its own", () => {
    const own = Object.assign(new Error("two are open"), { issues: [{ title: "a" }, { title: "b" }] });
    expect(redactor.fields({ err: own })).toMatchObject({ err: { message: "two are open", issues: own.issues } });
    const several = new AggregateError([new Error("first")], "all failed");
    expect(redactor.fields({ err: several })).toMatchObject({
      err: { message: "all failed", errors: [{ message: "first" }] },
    });
  });
});
