import type { TriggerRule, WiringProblem } from "../../kernel/catalog.ts";
import { nameProblem, quoted } from "../../kernel/ir/name.ts";
import { plainText } from "../../kernel/json.ts";
import type { Trigger } from "../trigger.ts";
import { countProblems, keyProblems, pointerProblems } from "../wiring.ts";
import { openMessage, type RawMessage } from "./open.ts";
import { type Settlement, settle } from "./settlement.ts";
import type { QueueTrigger } from "./spec.ts";

const COUNTS = ["visibility_timeout_ms", "concurrency", "max_attempts", "backoff_ms", "max_backoff_ms", "timeout_ms"];

/** A queue has one consumer, and so one flow. */
const queueRule: TriggerRule = {
  kind: "queue",
  claim: ({ queue }) => (typeof queue === "string" ? `queue ${queue}` : undefined),
  replies: false,
  check: (wiring) => [
    ...(typeof wiring.queue === "string" && wiring.queue !== ""
      ? nameProblems("queue", wiring.queue)
      : [{ code: "DAG001" as const, message: "a queue trigger names its queue" }]),
    ...(wiring.dead_letter === undefined ? [] : nameProblems("dead_letter", plainText(wiring.dead_letter))),
    ...countProblems(wiring, COUNTS),
    ...keyProblems(wiring),
    ...(wiring.partition_key === undefined ? [] : pointerProblems("partition_key", [wiring.partition_key])),
  ],
};

function nameProblems(field: string, name: string): readonly WiringProblem[] {
  const reason = nameProblem(name);
  return reason === undefined ? [] : [{ code: "NAME101", message: `${field}: ${quoted(name)} ${reason}` }];
}

export const queueTrigger: Trigger<QueueTrigger, RawMessage, Settlement> = {
  kind: "queue",
  rule: queueRule,
  defaultTimeoutMs: 60_000,
  open: openMessage,
  close: (outcome, message, { spec }) =>
    settle(outcome, { attempts: message.attempts, policy: spec.retry, random: Math.random }),
  facts: ({ kind }) => ({ settlement: kind }),
};
