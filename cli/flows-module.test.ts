import { describe, expect, it } from "vitest";
import { flowOf } from "../testing/preflight-flows.ts";
import { flowsOf } from "./flows-module.ts";

const [a, b, c] = ["a", "b", "c"].map((name) => flowOf(name, []));

describe("flowsOf", () => {
  it("takes `flows` before anything else", () => {
    expect(flowsOf({ flows: [a, b], default: [c], inner: c })).toEqual([a, b]);
    expect(flowsOf({ flows: a, default: c })).toEqual([a]);
  });

  it("takes the default next, one or several", () => {
    expect(flowsOf({ default: c, inner: a })).toEqual([c]);
    expect(flowsOf({ default: [b, c] })).toEqual([b, c]);
  });

  it("takes every export that is a flow last, each once", () => {
    expect(flowsOf({ a, alias: a, b, count: 3, list: ["x"], nothing: null })).toEqual([a, b]);
  });

  it("finds none where there is none", () => {
    expect(flowsOf({ default: { fetch: () => null }, flows: [] })).toEqual([]);
  });
});
