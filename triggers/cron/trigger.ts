import type { TriggerRule } from "../../kernel/catalog.ts";
import { freezeInvocation, type ReservedLabels } from "../../kernel/invocation.ts";
import { ok } from "../../kernel/result.ts";
import type { Birth, Mounted, Opened, Trigger } from "../trigger.ts";
import { countProblems, keyProblems } from "../wiring.ts";
import { scheduleProblems } from "./matches.ts";
import type { CronPayload, CronTrigger } from "./spec.ts";

/** The part of the platform's controller that is read here. */
export interface RawTick {
  /** The cron of the wrangler file that fired, character for character. */
  readonly cron: string;
  /** Milliseconds since the epoch. */
  readonly scheduledTime: number;
}

/** What a tick came to. Nobody waits for it: it is for the record. */
export type TickResult = "done" | "failed";

/** Several flows may run on one tick, so a schedule claims nothing. */
const cronRule: TriggerRule = {
  kind: "cron",
  claim: () => undefined,
  replies: false,
  check: (wiring) => [
    ...scheduleProblems(wiring).map((message) => ({ code: "CRON101" as const, message })),
    ...countProblems(wiring, ["timeout_ms", "jitter_ms"]),
    ...keyProblems(wiring),
  ],
};

export const cronTrigger: Trigger<CronTrigger, RawTick, TickResult> = {
  kind: "cron",
  rule: cronRule,
  defaultTimeoutMs: 60_000,
  open: openTick,
  close(outcome) {
    switch (outcome.kind) {
      case "completed":
      case "duplicate":
      case "deferred":
        return "done";
      case "streaming":
        outcome.close("left");
        return "failed";
      case "retry":
      case "failed":
      case "cancelled":
        return "failed";
    }
  },
};

function openTick({ cron, scheduledTime }: RawTick, mounted: Mounted<CronTrigger>, birth: Birth): Opened {
  const { flow, trigger, capture, spec } = mounted;
  const payload = cronPayload(spec.schedule, scheduledTime);
  const scheduled = payload.scheduledTime;
  const labels: ReservedLabels & Record<string, string> = {
    "flow.run_id": birth.runId,
    "flow.id": mounted.flowId,
    "flow.version": mounted.version,
    "flow.trigger": trigger,
    "flow.capture": capture,
    "flow.source": "cron",
    "flow.event_id": `cron/${spec.schedule}@${scheduled}`,
    "flow.attempt": "1",
    "cron.schedule": spec.schedule,
    "cron.tick": cron,
    "cron.scheduled_time": scheduled,
    ...(spec.timezone !== undefined && { "cron.timezone": spec.timezone }),
  };
  const metadata = { labels, extensions: {} };
  return ok(freezeInvocation({ flow, trigger, capture, payload, deadlineAtMs: birth.deadlineAtMs, metadata }));
}

/** What a flow is given at a tick; `scheduledAtMs` is milliseconds since the epoch. */
export function cronPayload(schedule: string, scheduledAtMs: number): CronPayload {
  return { schedule, scheduledTime: new Date(scheduledAtMs).toISOString(), scheduledAtMs };
}
