import { call, createGateway, flow, node, type } from "flowgate";
import { testGateway } from "flowgate/testing";
import { describe, expect, it } from "vitest";

const double = flow("double")
  .on(call<{ readonly n: number }>())
  .handle({ input: type<{ readonly n: number }>(), run: ({ n }) => n * 2 });

describe("call", () => {
  it("lets a flow be called that has no address", async () => {
    const gateway = testGateway({ flows: [double] });
    expect(await gateway.call("double", { n: 4 })).toEqual({ ok: true, value: 8 });
    expect((await gateway.fetch("/double")).status).toBe(404);
  });

  it("is a step of another flow, with the type of its payload", async () => {
    const twice = flow("twice")
      .on(call<{ readonly n: number }>())
      .steps((step, payload) => {
        const half = step("double", double, payload);
        const again = step("wrap", node({ input: type<number>(), run: (n) => ({ n }) }), half);
        return step("redouble", double, again);
      });
    expect(twice.version).toBe("1.0.0");
    const gateway = testGateway({ flows: [twice] });
    expect(await gateway.call("twice", { n: 3 })).toEqual({ ok: true, value: 12 });
  });

  it("passes every check of a gateway", () => {
    expect(() => createGateway({ flows: [double] })).not.toThrow();
  });
});
