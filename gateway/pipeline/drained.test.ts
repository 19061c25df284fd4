import { describe, expect, it } from "vitest";
import { failure } from "../../kernel/errors/failure.ts";
import type { StreamEnd } from "../../kernel/outcome.ts";
import { streamingOutcome } from "../../testing/trigger-events.ts";
import { drained } from "./execution.ts";

const stats = { stepsRun: 1, retries: 0 };

describe("drained", () => {
  it("reads to the end for what the stream does on the way", async () => {
    let read = 0;
    const items = async function* () {
      while (read < 3) yield ++read;
    };
    const end: StreamEnd = { kind: "completed", value: undefined, stats, items: 3 };
    const { outcome, closed } = streamingOutcome(items(), "json", {
      finished: new Promise((resolve) => setTimeout(resolve, 20, end)),
    });
    expect(await drained(outcome)).toBe(end);
    expect([read, closed]).toEqual([3, ["sent"]]);
  });

  it("waits no longer than the run for bytes that never come", async () => {
    const end: StreamEnd = { kind: "cancelled", by: "guard", failure: failure("TIME015"), stats, items: 0 };
    const finished = new Promise<StreamEnd>((resolve) => setTimeout(resolve, 5, end));
    const { outcome } = streamingOutcome(new ReadableStream<Uint8Array>(), "bytes", { finished });
    expect(await drained(outcome)).toBe(end);
  });
});
