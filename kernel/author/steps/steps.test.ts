import { describe, expect, it, vi } from "vitest";
import { exampleCatalog } from "../../../docs/pages/flow-examples/flows.ts";
import { runFlow } from "../../../testing/kernel-run.ts";
import { FlowError } from "../../errors/failure.ts";
import { validate } from "../../validate/validate.ts";
import type { Flow } from "../definition.ts";
import { flow } from "../flow.ts";
import { node } from "../node.ts";
import { type } from "../schema.ts";
import type { TriggerSpec } from "../trigger.ts";
import type { AnyRef, Ref } from "./ref.ts";
import type { Steps } from "./step-types.ts";

interface Order {
  readonly id: string;
  readonly express: boolean;
  readonly kind: string;
  readonly lines: readonly number[];
}

const web: TriggerSpec<Order> = { kind: "http", wiring: { kind: "http", method: "POST", path: "/" } };
const jobs: TriggerSpec<Order> = { kind: "queue", wiring: { kind: "queue", queue: "jobs" } };
const order: Order = { id: "a", express: true, kind: "new", lines: [1, 2, 3] };

const add = (text: string) => node({ input: type<string>(), run: (value) => `${value}${text}` });
const idOf = node({ input: type<Order>(), run: ({ id }) => id });
const keep = node({ input: type<unknown>(), run: (value) => value });
const fails = node({
  input: type<string>(),
  run: (): string => {
    throw new FlowError("no stock", { code: "NO_STOCK" });
  },
});

type Writing = (step: Steps, payload: Ref<Order, false>) => AnyRef;

/** Loosely typed, so that mistakes of any kind can be written. */
function write(writing: Writing, options?: { readonly optional: boolean }, ...triggers: readonly TriggerSpec[]) {
  const builder = flow("written", "1.0.0").on(...(triggers.length > 0 ? triggers : [web]));
  return (builder.steps as (writing: Writing, options?: object) => Flow)(writing, options);
}

const findings = ({ ir }: Flow) => validate(ir, exampleCatalog).map(({ code, message }) => `${code} ${message}`);
const result = async (writing: Writing, payload: unknown = order) => {
  const written = write(writing, { optional: true });
  expect(findings(written)).toEqual([]);
  const outcome = await runFlow(written, payload);
  return outcome.kind === "completed" ? outcome.value : outcome;
};

describe("steps", () => {
  it("wires by the refs that steps give", async () => {
    expect(await result((step, o) => step("b", add("!"), step("a", idOf, o)))).toBe("a!");
  });

  it("hands a join its values under the names that the author gave, the payload included", async () => {
    expect(
      await result((step, o) => {
        const id = step("id", idOf, o);
        return step("both", keep, { order: o, shout: step("shout", add("!"), id), plain: id });
      }),
    ).toEqual({ order, shout: "a!", plain: "a" });
  });

  it("joins the payload of whichever trigger started the run", async () => {
    const two = write((step, o) => step("all", keep, { order: o, id: step("id", idOf, o) }), undefined, web, jobs);
    expect(findings(two)).toEqual([]);
    for (const trigger of ["http", "queue"]) {
      expect(await runFlow(two, order, { trigger })).toMatchObject({ value: { order, id: "a" } });
    }
  });

  it("gives what the branch that was taken gives", async () => {
    const branching: Writing = (step, o) =>
      step(
        "end",
        add("."),
        step.if(o, "/express", {
          then: (p) => step("fast", add("!"), step("x", idOf, p)),
          else: (p) => step("slow", idOf, p),
        }),
      );
    expect(await result(branching)).toBe("a!.");
    expect(await result(branching, { ...order, express: false })).toBe("a.");
  });

  it("needs no else, and is then missing where it is not taken", async () => {
    const branching: Writing = (step, o) =>
      step("end", keep, {
        o: step("id", idOf, o),
        fast: step.if(o, "/express", { then: (p) => step("fast", idOf, p) }),
      });
    expect(await result(branching)).toEqual({ o: "a", fast: "a" });
    expect(await result(branching, { ...order, express: false })).toEqual({ o: "a" });
  });

  it("answers with nothing where the author says that there may be no result", async () => {
    const branching: Writing = (step, o) => step.if(o, "/express", { then: (p) => step("fast", idOf, p) });
    expect(await result(branching, { ...order, express: false })).toBeUndefined();
    expect(findings(write(branching))).toEqual([expect.stringContaining("DAG212")]);
  });

  it("runs no step of a branch that was not taken, whatever it takes", async () => {
    const ran = vi.fn();
    const watched = node({
      run: (value) => {
        ran(value);
        return "ran";
      },
    });
    const branching: Writing = (step, o) => {
      const id = step("id", idOf, o);
      return step.if(o, "/express", {
        then: (p) => step("yes", keep, { p, id }),
        else: () => {
          step("log", watched, id);
          return step("no", watched, { id });
        },
      });
    };
    expect(await result(branching)).toEqual({ p: order, id: "a" });
    expect(ran).not.toHaveBeenCalled();
    expect(await result(branching, { ...order, express: false })).toBe("ran");
    expect(ran).toHaveBeenCalledTimes(2);
  });

  it("lets branches stand in branches, take what is outside and return what came", async () => {
    const branching: Writing = (step, o) => {
      const id = step("id", idOf, o);
      return step.if(o, "/express", {
        then: (p) =>
          step.switch(p, "/kind", {
            cases: { new: () => step("n", add("+new"), id), "old/er": (q) => q },
            default: () => id,
          }),
        else: (p) => p,
      });
    };
    expect(await result(branching)).toBe("a+new");
    expect(await result(branching, { ...order, kind: "old/er" })).toMatchObject({ id: "a" });
    expect(await result(branching, { ...order, kind: "other" })).toBe("a");
    expect(await result(branching, { ...order, express: false })).toMatchObject({ id: "a" });
  });

  it("maps over the items of an array, in their order, and settles each where it is asked to", async () => {
    const picky = node({
      input: type<number>(),
      run: (n) => {
        if (n === 2) throw new FlowError("no two", { code: "TWO" });
        return n * 10;
      },
    });
    expect(
      await result((step, o) =>
        step.map("each", node({ input: type<number>(), run: (n) => n + 1 }), o, { items: "/lines" }),
      ),
    ).toEqual([2, 3, 4]);
    expect(await result((step, o) => step.map("each", picky, o, { items: "/lines", settle: true }))).toEqual([
      { ok: true, value: 10 },
      {
        ok: false,
        error: { code: "TWO", message: "no two", retry: "permanent", node: "each", details: { node: "each" } },
      },
      { ok: true, value: 30 },
    ]);
    const continued = (step: Steps, o: Ref<Order, false>) =>
      step.map("each", picky, o, { items: "/lines", onError: { strategy: "continue" } });
    expect(await result(continued)).toEqual([10, null, 30]);
  });

  it("catches a failure by its code, and gives what the handler gives", async () => {
    const caught =
      (codes: readonly string[]): Writing =>
      (step, o) => {
        const paid = step("pay", fails, step("id", idOf, o));
        return step.catch(paid, { codes }, (failure) => step("undo", keep, { failure }));
      };
    expect(await result(caught(["NO_STOCK"]))).toMatchObject({
      failure: { code: "NO_STOCK", message: "no stock", node: "pay" },
    });
    expect(await result(caught(["OTHER"]))).toMatchObject({ kind: "failed", failure: { code: "NO_STOCK" } });
  });

  it("takes the way of success where nothing failed", async () => {
    const caught: Writing = (step, o) =>
      step(
        "end",
        add("."),
        step.catch(step("id", idOf, o), () => step("never", node({ run: () => "caught" }), o)),
      );
    expect(await result(caught)).toBe("a.");
  });

  it("goes on behind a caught failure that gives nothing", async () => {
    const told = vi.fn();
    const caught: Writing = (step, o) => {
      const paid = step.catch(step("pay", fails, step("id", idOf, o)), (failure) => {
        step("tell", node({ run: told }), failure);
      });
      return step("end", keep, { paid, id: step("again", idOf, o) });
    };
    expect(await result(caught)).toEqual({ id: "a" });
    expect(told).toHaveBeenCalledOnce();
  });

  it("runs a flow as a step, with or without a trigger of its own", async () => {
    const inner = flow("inner", "1.0.0").steps((step, text: Ref<string, false>) =>
      step("twice", node({ input: type<{ a: string; b: string }>(), run: ({ a, b }) => a + b }), {
        a: text,
        b: step("x", add("!"), text),
      }),
    );
    expect(await result((step, o) => step("sub", inner, step("id", idOf, o)))).toBe("aa!");
  });

  it("gives the same graph as the builder underneath", () => {
    const written = flow("one", "1.0.0")
      .on(web)
      .steps((step, o) => step("b", add("!"), step("a", idOf, o)));
    const built = flow("one", "1.0.0").on(web).node("a", idOf).node("b", add("!"), { after: "a" }).respond("b");
    expect(written.ir).toEqual(built.ir);
  });

  it("writes 10,000 steps in one go", () => {
    const long = write((step, o) => {
      let ref: AnyRef = step("first", idOf, o);
      for (let index = 0; index < 10_000; index++) ref = step(`s${index}`, keep, ref);
      return ref;
    });
    expect(long.ir.nodes).toHaveLength(10_002);
  });
});

describe("a mistake in steps", () => {
  const said = (writing: Writing) => {
    try {
      write(writing);
    } catch (error) {
      return String(error).replace("FlowWritingError: ", "");
    }
    return "nothing";
  };
  let leaked: AnyRef | undefined;

  it.each<readonly [string, Writing, string]>([
    [
      "a ref read",
      (_, o) => (o as unknown as Order).id as never,
      "STEP101: the payload is read while the flow is written",
    ],
    ["a ref in a text", (step, o) => step(`${step("a", idOf, o)}`, idOf, o), 'STEP101: "a" is read'],
    ["a ref compared", (_, o) => ((o as unknown as number) > 1 ? o : o), "STEP101: the payload is read"],
    [
      "a plain value",
      (step) => step("a", keep, 7 as never),
      'STEP103: step "a" takes a ref, which a step gave, but is given the number 7',
    ],
    [
      "nothing at all",
      (step) => step("a", keep, undefined as never),
      'STEP103: step "a" takes a ref, which a step gave, but is given nothing',
    ],
    [
      "an empty object",
      (step) => step("a", keep, {} as never),
      'STEP103: step "a" takes a ref, but is given an empty object',
    ],
    ["no result", () => undefined as never, "STEP103: the result takes a ref"],
    ["a function that is async", (async () => {}) as never, "STEP103: the function of steps() is async"],
    [
      "a ref of another flow",
      (step, o) => {
        write((inner, p) => (leaked = inner("x", idOf, p)));
        return step("a", keep, { o, leaked: leaked as AnyRef });
      },
      'STEP102: step "a", as leaked, takes "x", which belongs to another flow',
    ],
    [
      "a ref of a branch",
      (step, o) => {
        step.if(o, "/express", { then: (p) => (leaked = step("x", idOf, p)) });
        return step("a", keep, leaked as AnyRef);
      },
      'STEP102: step "a" takes "x", which belongs to a branch: return it from there',
    ],
    [
      "a branch without a step",
      (step, o) => step.if(o, "/express", { then: () => undefined }),
      'STEP103: the branch "http_then" has no step',
    ],
    [
      "the payload caught",
      (step, o) => step.catch(o, () => step("a", idOf, o)),
      "STEP102: the payload is no step that could fail",
    ],
  ])("is said: %s", (_, writing, message) => {
    expect(said(writing)).toContain(message);
  });

  it("is said of a step that comes after the flow was written", () => {
    let late: Steps | undefined;
    write((step, o) => {
      late = step;
      return step("a", idOf, o);
    });
    expect(() => late?.("b", keep, leaked as never)).toThrow('STEP102: step "b" is added after the flow was written');
  });

  it("is a finding where an alias stands twice", () => {
    expect(findings(write((step, o) => step("a", keep, step("a", idOf, o))))).toContainEqual(
      expect.stringContaining("DAG205"),
    );
  });
});

describe("handle", () => {
  it("is a flow of one step", async () => {
    const one = flow("one", "1.0.0")
      .on(web)
      .handle({ input: type<Order>(), run: ({ id }) => ({ found: id }) });
    expect(one.ir.nodes.map(({ alias }) => alias)).toEqual(["http", "handle"]);
    expect(await runFlow(one, order)).toMatchObject({ value: { found: "a" } });
  });
});
