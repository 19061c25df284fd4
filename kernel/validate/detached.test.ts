import { describe, expect, it } from "vitest";
import { looseFlow } from "../../testing/loose-flow.ts";
import { node } from "../author/node.ts";
import { validate } from "./validate.ts";

const catalog = { hints: [], triggers: [{ kind: "http", claim: () => undefined, replies: true }] };
const one = node({ run: (value) => value });

describe("captureIsAwaited", () => {
  const built = (capture: string) =>
    looseFlow()
      .node("a", one)
      .node("b", one, { after: "a", detached: true })
      .node("c", one, { after: "b" })
      .respond(capture);

  it.each(["b", "c"])("is DAG204 for the capture %s, at or behind a detached edge", (capture) => {
    expect(validate(built(capture).ir, catalog)).toMatchObject([
      { code: "DAG204", location: { edge: { from: "a", to: "b" } } },
    ]);
  });

  it("finds nothing when the capture stands before it", () => {
    expect(validate(built("a").ir, catalog)).toEqual([]);
  });
});
