import { describe, expect, it } from "vitest";
import { replyOf } from "./run-example.ts";
import { ownCodeExample, runExamples } from "./run-examples.ts";

describe("runExamples", () => {
  it.each(runExamples.map((example) => [example.code, example] as const))(
    "are answered with %s",
    async (code, example) => {
      const reply = await replyOf(example);
      expect(await reply.json()).toMatchObject({ code });
      expect(reply.status).toBeGreaterThanOrEqual(400);
    },
  );

  it("show an author's own code as it is", async () => {
    const reply = await replyOf(ownCodeExample);
    expect(reply.status).toBe(409);
    expect(await reply.json()).toMatchObject({ code: "ORDER_EXISTS", error: "order a1 is there already" });
  });
});
