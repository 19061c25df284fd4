import { describe, expect, it } from "vitest";
import { jsonProblem } from "./json.ts";

class Order {
  id = 1;
}

class AppError extends Error {}

describe("jsonProblem", () => {
  it("finds nothing in JSON, nor in what JSON.stringify leaves out or asks for its form", () => {
    const when = new Date(0);
    const bare = Object.assign(Object.create(null), { a: 1 });
    for (const value of [null, "", 0, true, [], {}, { a: undefined }, when, { when }, bare, { toJSON: () => [1] }]) {
      expect(jsonProblem(value)).toBeUndefined();
    }
  });

  it.each([
    [new Map(), "a Map is not JSON"],
    [new Set([1]), "a Set is not JSON"],
    [new Error("secret"), "an Error is not JSON"],
    [new AppError("secret"), "an AppError is not JSON"],
    [new Order(), "an Order is not JSON"],
    [new (class {})(), "an instance of a class is not JSON"],
    [Promise.resolve(1), "a Promise is not JSON"],
    [new Uint8Array(1), "a Uint8Array is not JSON"],
    [new ArrayBuffer(1), "an ArrayBuffer is not JSON"],
    [new ReadableStream(), "a ReadableStream is not JSON"],
    [/a/, "a RegExp is not JSON"],
    [1n, "a bigint is not JSON"],
    [Symbol("a"), "a symbol is not JSON"],
    [() => 1, "a function is not JSON"],
    [undefined, "undefined is not JSON"],
    [Number.NaN, "NaN is not a JSON number"],
    [Number.NEGATIVE_INFINITY, "-Infinity is not a JSON number"],
    [{ toJSON: () => 1n }, "a bigint is not JSON"],
    [{ toJSON: () => undefined }, "undefined is not JSON"],
  ])("names what %o is, and where", (value, reason) => {
    expect(jsonProblem(value)).toEqual({ pointer: "", reason });
    expect(jsonProblem({ "a/b": [{}, [0, value]] })).toMatchObject(
      value === undefined ? { pointer: "/a~1b/1/1" } : { pointer: "/a~1b/1/1", reason },
    );
  });

  it("is found by a cycle and a toJSON that throws", () => {
    const cycle: { self?: object } = {};
    cycle.self = cycle;
    expect(jsonProblem(cycle)?.reason).toBe("nested deeper than 64, or cyclic");
    const broken = {
      toJSON() {
        throw new Error("secret");
      },
    };
    expect(jsonProblem({ broken })).toEqual({ pointer: "/broken", reason: "its toJSON throws" });
  });
});
