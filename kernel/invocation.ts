import * as v from "valibot";
import type { Json } from "./json.ts";

/** Where an event came from. A new trigger names its own. */
export type Source = "http" | "queue" | "cron" | "rpc" | (string & {});

/** The labels with a fixed meaning. `flow.event_id` is the same each time the same event arrives. */
export interface ReservedLabels {
  readonly "flow.run_id": string;
  readonly "flow.id": string;
  readonly "flow.version": string;
  readonly "flow.trigger": string;
  readonly "flow.capture": string;
  readonly "flow.source": Source;
  readonly "flow.event_id": string;
  readonly "flow.idempotency_key"?: string;
  readonly "flow.attempt": string;
  readonly "flow.traceparent"?: string;
}

export interface Metadata {
  readonly labels: ReservedLabels & Readonly<Record<string, string | undefined>>;
  readonly extensions: Readonly<Record<string, Json>>;
}

/** The one envelope that every event becomes. Frozen: nodes share it. */
export interface Invocation {
  /** The flow's name. Its id and version are labels. */
  readonly flow: string;
  /** Alias of the trigger node that the event came in by. */
  readonly trigger: string;
  /** Alias of the node whose output is the result. */
  readonly capture: string;
  /** JSON, or text, bytes or a byte stream where the trigger was told so. */
  readonly payload: unknown;
  /** Milliseconds since the epoch after which the run is cancelled. */
  readonly deadlineAtMs: number;
  readonly metadata: Metadata;
  /** In a subflow: the steps that lead to it. */
  readonly place?: string;
}

const label = v.pipe(v.string(), v.minLength(1));

/** The envelope where it travels as JSON. The JSON Schema beside this file is generated from it. */
export const InvocationSchema = v.pipe(
  v.strictObject({
    flow: label,
    trigger: label,
    capture: label,
    payload: v.optional(v.unknown()),
    deadlineAtMs: v.pipe(v.number(), v.integer(), v.minValue(0)),
    metadata: v.strictObject({
      labels: v.objectWithRest(
        {
          "flow.run_id": label,
          "flow.id": label,
          "flow.version": label,
          "flow.trigger": label,
          "flow.capture": label,
          "flow.source": label,
          "flow.event_id": label,
          "flow.idempotency_key": v.optional(label),
          "flow.attempt": v.pipe(v.string(), v.regex(/^[1-9][0-9]*$/)),
          "flow.traceparent": v.optional(label),
        },
        v.string(),
      ),
      extensions: v.record(v.string(), v.unknown()),
    }),
  }),
  v.title("FlowgateInvocation"),
);

export function freezeInvocation(invocation: Invocation): Invocation {
  Object.freeze(invocation.metadata.labels);
  Object.freeze(invocation.metadata.extensions);
  Object.freeze(invocation.metadata);
  return Object.freeze(invocation);
}
