import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import type { EventKeys } from "../event-keys.ts";

/** What a flow is given at a tick. */
export interface CronPayload {
  /** The flow's own schedule. */
  readonly schedule: string;
  /** The minute the tick stands for, ISO 8601 in UTC. */
  readonly scheduledTime: string;
  readonly scheduledAtMs: number;
}

/** A schedule, as a trigger of a flow. */
export interface CronTrigger extends TriggerSpec<CronPayload> {
  readonly kind: "cron";
  readonly schedule: string;
  readonly timezone: string | undefined;
  readonly tick: string;
  readonly idempotency: Pick<EventKeys, "ttlMs"> | false | undefined;
  readonly overlap: "allow" | "skip" | "queue";
  readonly jitterMs: number;
}
