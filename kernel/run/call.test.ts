import { describe, expect, it } from "vitest";
import { FakeClock } from "../../kit/fake-clock.ts";
import { runFlow } from "../../testing/kernel-run.ts";
import { flow } from "../author/flow.ts";
import { node } from "../author/node.ts";
import { FlowError } from "../errors/failure.ts";
import type { Ports } from "../ports.ts";

describe("around", () => {
  const seen: string[] = [];
  const around: Ports["around"] = (step, { flow: name }, work) => {
    seen.push(`${name} ${step.alias}`);
    return work();
  };

  it("wraps each try of each node, and no trigger", async () => {
    seen.length = 0;
    let tries = 0;
    const flaky = node({
      run: () => {
        if (++tries < 3) throw new FlowError("not yet", { retry: "transient" });
        return tries;
      },
    });
    const retried = flow("f", "1.0.0")
      .on({ kind: "http", wiring: { kind: "http" } })
      .node("a", node({ run: () => 1 }))
      .node("b", flaky, { after: "a" })
      .onError({ nodes: ["b"], strategy: "retry", maxRetries: 3, backoffMs: 0 })
      .respond("b");
    const clock = new FakeClock();
    const outcome = runFlow(retried, 0, { clock, ports: { around } });
    await clock.advance(1);
    expect(await outcome).toMatchObject({ kind: "completed", value: 3 });
    expect(seen).toEqual(["f a", "f b", "f b", "f b"]);
  });
});
