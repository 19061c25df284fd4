import { describe, expectTypeOf, it } from "vitest";
import type { Caught } from "../../errors/failure.ts";
import type { Flow } from "../definition.ts";
import { flow } from "../flow.ts";
import type { OutputOf } from "../flow-types.ts";
import { node } from "../node.ts";
import { type } from "../schema.ts";
import type { TriggerSpec } from "../trigger.ts";
import type { Ref } from "./ref.ts";
import type { Settled, Steps } from "./step-types.ts";

interface Order {
  readonly id: string;
  readonly express: boolean;
  readonly kind: string;
  readonly lines: readonly number[];
}

const web: TriggerSpec<Order> = { kind: "http", wiring: { kind: "http", method: "POST", path: "/" } };
const idOf = node({ input: type<Order>(), run: ({ id }) => id });
const size = node({ input: type<string>(), run: (text) => text.length });
const half = node({ input: type<number>(), run: (n) => n / 2 });
const both = node({ input: type<{ a: string; b: number }>(), run: ({ a, b }) => `${a}${b}` });
const maybe = node({ input: type<{ a: string; b?: number }>(), run: ({ a }) => a });

/** Never run: the types are what is looked at. */
const writing = (write: (step: Steps, o: Ref<Order, false>) => void): void => void write;

describe("the types of steps", () => {
  it("give what a step gives", () => {
    writing((step, o) => {
      expectTypeOf(step("id", idOf, o)).toEqualTypeOf<Ref<string, false>>();
      expectTypeOf(step("size", size, step("id", idOf, o))).toEqualTypeOf<Ref<number, false>>();
      expectTypeOf(
        step("both", both, { a: step("id", idOf, o), b: step("n", size, step("i", idOf, o)) }),
      ).toEqualTypeOf<Ref<string, false>>();
    });
    const finished = flow("f")
      .on(web)
      .steps((step, o) => step("id", idOf, o));
    expectTypeOf(finished).toExtend<Flow<Order, string>>();
    expectTypeOf<OutputOf<typeof finished>>().toEqualTypeOf<string>();
  });

  it("refuse a ref of another type, also under a key", () => {
    writing((step, o) => {
      // @ts-expect-error a number is wanted, a string given
      step("half", half, step("id", idOf, o));
      // @ts-expect-error b is missing
      step("both", both, { a: step("id", idOf, o) });
      // @ts-expect-error a ref is no value
      step("size", size, "text");
      // @ts-expect-error what a ref stands for cannot be read
      o.id;
    });
  });

  it("let a pointer lead to what a branching needs", () => {
    writing((step, o) => {
      const yes = {
        then: (p: Ref<Order, false>) => step("t", idOf, p),
        else: (p: Ref<Order, false>) => step("e", idOf, p),
      };
      expectTypeOf(step.if(o, "/express", yes)).toEqualTypeOf<Ref<string, false>>();
      // @ts-expect-error /id is a string
      step.if(o, "/id", yes);
      // @ts-expect-error there is no such member
      step.switch(o, "/nothing", { cases: { a: yes.then } });
    });
  });

  it("say that what is on one branch only may be missing", () => {
    writing((step, o) => {
      const fast = step.if(o, "/express", { then: (p) => step("n", size, step("i", idOf, p)) });
      expectTypeOf(fast).toEqualTypeOf<Ref<number, true>>();
      expectTypeOf(step("m", maybe, { a: step("id", idOf, o), b: fast })).toEqualTypeOf<Ref<string, false>>();
      // @ts-expect-error b may be missing, and is needed
      step("both", both, { a: step("id2", idOf, o), b: fast });
      expectTypeOf(step.switch(o, "/kind", { cases: { a: () => fast } })).toEqualTypeOf<Ref<number, true>>();
      expectTypeOf(step("flaky", idOf, o, { onError: { strategy: "continue" } })).toEqualTypeOf<Ref<string, true>>();
    });
    flow("f")
      .on(web)
      // @ts-expect-error the result may be missing, which has to be said
      .steps((step, o) => step.if(o, "/express", { then: (p) => step("i", idOf, p) }));
    flow("f")
      .on(web)
      .steps((step, o) => step.if(o, "/express", { then: (p) => step("i", idOf, p) }), { optional: true });
  });

  it("give a mutable array for a map, and each item's fate where it settles", () => {
    writing((step, o) => {
      expectTypeOf(step.map("m", half, o, { items: "/lines" })).toEqualTypeOf<Ref<number[], false>>();
      expectTypeOf(step.map("s", half, o, { items: "/lines", settle: true })).toEqualTypeOf<
        Ref<Settled<number>[], false>
      >();
      expectTypeOf(step.map("c", half, o, { items: "/lines", onError: { strategy: "continue" } })).toEqualTypeOf<
        Ref<(number | null)[], false>
      >();
      // @ts-expect-error the items are numbers
      step.map("x", size, o, { items: "/lines" });
    });
  });

  it("give a handler the failure, and join what both ways give", () => {
    writing((step, o) => {
      const id = step("id", idOf, o);
      const caught = step.catch(id, { codes: ["GONE"] }, (failure) => {
        expectTypeOf(failure).toEqualTypeOf<Ref<Caught, false>>();
        return step("n", node({ input: type<Caught>(), run: () => 1 }), failure);
      });
      expectTypeOf(caught).toEqualTypeOf<Ref<string | number, false>>();
    });
  });
});
