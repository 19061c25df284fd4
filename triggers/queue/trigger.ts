import type { TriggerRule } from "../../kernel/catalog.ts";
import type { Trigger } from "../trigger.ts";
import type { QueueTrigger } from "./author.ts";
import { openMessage, type RawMessage } from "./open.ts";
import { type Settlement, settle } from "./settlement.ts";

/** A queue has one consumer, and so one flow. */
const queueRule: TriggerRule = {
  kind: "queue",
  claim: ({ queue }) => (typeof queue === "string" ? `queue ${queue}` : undefined),
  replies: false,
};

export const queueTrigger: Trigger<QueueTrigger, RawMessage, Settlement> = {
  kind: "queue",
  rule: queueRule,
  defaultTimeoutMs: 60_000,
  open: openMessage,
  close: (outcome, message, { spec }) =>
    settle(outcome, { attempts: message.attempts, policy: spec.retry, random: Math.random }),
};
