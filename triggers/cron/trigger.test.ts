import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { failure } from "../../kernel/errors/failure.ts";
import { InvocationSchema } from "../../kernel/invocation.ts";
import { birth, mount, streamingOutcome } from "../../testing/trigger-events.ts";
import { cron } from "./author.ts";
import { matches } from "./matches.ts";
import { cronTrigger } from "./trigger.ts";

const at = (text: string) => Date.parse(text);

describe("matches", () => {
  it("takes the platform's word where the tick is the schedule", () => {
    const spec = cron("*/5 * * * *");
    expect(matches(spec, "*/5 * * * *", at("2026-01-01T00:00Z"))).toBe(true);
    expect(matches(spec, "*/5 * * * *", at("2026-01-01T00:01Z"))).toBe(true);
    expect(matches(spec, "*/5  * * * *", at("2026-01-01T00:00Z"))).toBe(false);
  });

  it("looks at the schedule where another cron fires it", () => {
    const spec = cron("30 9 * * *", { tick: "* * * * *" });
    expect(matches(spec, "* * * * *", at("2026-01-01T09:30Z"))).toBe(true);
    expect(matches(spec, "* * * * *", at("2026-01-01T09:30:59Z"))).toBe(true);
    expect(matches(spec, "* * * * *", at("2026-01-01T09:31Z"))).toBe(false);
    expect(matches(spec, "30 9 * * *", at("2026-01-01T09:30Z"))).toBe(false);
  });

  it("reads the schedule in its time zone, by default every minute", () => {
    const spec = cron("30 9 * * *", { timezone: "Asia/Kolkata" });
    expect(spec.tick).toBe("* * * * *");
    expect(matches(spec, "* * * * *", at("2026-01-01T04:00Z"))).toBe(true);
    expect(matches(spec, "* * * * *", at("2026-01-01T09:30Z"))).toBe(false);
  });

  it("is never due when the schedule or the time zone cannot be read", () => {
    expect(matches(cron("x", { tick: "* * * * *" }), "* * * * *", at("2026-01-01T00:00Z"))).toBe(false);
    expect(matches(cron("* * * * *", { timezone: "Mars/Base" }), "* * * * *", at("2026-01-01T00:00Z"))).toBe(false);
  });
});

describe("cronTrigger", () => {
  const tick = { cron: "*/5 * * * *", scheduledTime: at("2026-11-24T12:05Z") };

  it("fills the envelope, which fits its schema and names the same tick each time", async () => {
    const opened = await cronTrigger.open(tick, mount(cron("*/5 * * * *", { timezone: "Europe/Paris" })), birth);
    const invocation = opened.ok ? opened.value : undefined;
    expect(invocation).toMatchObject({
      payload: {
        schedule: "*/5 * * * *",
        scheduledTime: "2026-11-24T12:05:00.000Z",
        scheduledAtMs: tick.scheduledTime,
      },
      metadata: {
        labels: {
          "flow.source": "cron",
          "flow.event_id": "cron/*/5 * * * *@2026-11-24T12:05:00.000Z",
          "cron.schedule": "*/5 * * * *",
          "cron.tick": "*/5 * * * *",
          "cron.scheduled_time": "2026-11-24T12:05:00.000Z",
          "cron.timezone": "Europe/Paris",
        },
      },
    });
    expect(v.is(InvocationSchema, invocation)).toBe(true);
  });

  it("tells done from failed", () => {
    const close = (outcome: Parameters<typeof cronTrigger.close>[0]) =>
      cronTrigger.close(outcome, tick, mount(cron("* * * * *")), birth);
    expect(close({ kind: "completed", value: 1, stats: { stepsRun: 1, retries: 0 } })).toBe("done");
    expect(close({ kind: "duplicate", stored: 1 })).toBe("done");
    expect(close({ kind: "failed", failure: failure("RUN010") })).toBe("failed");
    expect(close({ kind: "cancelled", by: "guard", failure: failure("TIME015") })).toBe("failed");
    const { outcome, closed } = streamingOutcome((async function* () {})());
    expect([close(outcome), closed]).toEqual(["failed", ["left"]]);
  });

  it("says everything that is wrong with its wiring", () => {
    const problems = (spec: ReturnType<typeof cron>) => cronTrigger.rule.check?.(spec.wiring);
    expect(problems(cron("*/5 * * * *"))).toEqual([]);
    expect(problems(cron("0 9 * * *", { timezone: "Europe/Paris", tick: "0 * * * *" }))).toEqual([]);
    expect(problems(cron("0 0 31 2 *"))).toEqual([
      { code: "CRON101", message: 'schedule "0 0 31 2 *" names a day that no year has' },
    ]);
    const wrong = cron("0 9 * * 0", { tick: "@hourly", timezone: "Mars/Base", timeoutMs: -1 });
    expect(problems(wrong)?.map(({ code }) => code)).toEqual(["CRON101", "CRON101", "CRON101", "DAG001"]);
  });
});
