import type { TriggerSpec } from "../kernel/author/trigger.ts";
import type { TriggerRule } from "../kernel/catalog.ts";
import type { Invocation } from "../kernel/invocation.ts";
import type { Json } from "../kernel/json.ts";
import type { Completed, Outcome } from "../kernel/outcome.ts";
import type { Result } from "../kernel/result.ts";

/** One platform event, in both directions. A new one is a file or folder here and a line in `index.ts`. */
export interface Trigger<Spec extends TriggerSpec, Raw, Reply> {
  readonly kind: string;
  readonly rule: TriggerRule;
  /** Milliseconds that a run may take when neither the flow nor its trigger says. */
  readonly defaultTimeoutMs: number;
  /** Reads the event. What is wrong with it comes back as a value. */
  readonly open: (raw: Raw, mounted: Mounted<Spec>, birth: Birth) => Opened | Promise<Opened>;
  /** Says to the platform how the run ended. One exhaustive switch; pure but for streams. */
  readonly close: (outcome: Outcome, raw: Raw, mounted: Mounted<Spec>, birth: Birth) => Reply;
  /** What makes the input of a run beside its payload, as far as it is the same each time the event is sent. */
  readonly keyInput?: (invocation: Invocation, spec: Spec) => Json;
  /** Whether a run that ended so has the last word on its event. Absent: always. Otherwise who sent it will try again. */
  readonly isFinal?: (outcome: Completed) => boolean;
  /** What the record of the run is to know of the reply. */
  readonly facts?: (reply: Reply) => ReplyFacts;
}

export interface ReplyFacts {
  readonly status?: number;
  readonly settlement?: string;
  readonly bytesOut?: number;
}

/** One trigger of one flow, resolved at start. */
export interface Mounted<Spec extends TriggerSpec = TriggerSpec> {
  readonly flow: string;
  readonly flowId: string;
  readonly version: string;
  /** Alias of the trigger node. */
  readonly trigger: string;
  readonly capture: string;
  /** What the capture node streams; absent where it gives a value. */
  readonly streams?: "json" | "bytes";
  /** A number of the payload may become a key, so that it counts which of them lost digits on the way. */
  readonly exact?: boolean;
  readonly spec: Spec;
}

/** What the gateway gives a new run. */
export interface Birth {
  /** UUIDv7. */
  readonly runId: string;
  readonly nowMs: number;
  readonly deadlineAtMs: number;
}

export type Opened = Result<Invocation>;
