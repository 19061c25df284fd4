import type { Failure } from "./errors/failure.ts";
import type { Json } from "./json.ts";

export interface RunStats {
  readonly stepsRun: number;
  /** Tries beyond the first, over all steps. */
  readonly retries: number;
  /** Aliases of the steps whose effects were done before, so that what they gave then was used; absent without any. */
  readonly kept?: readonly string[];
}

/** How a run ended. `kernel.run` resolves to one of these and never rejects. */
export type Outcome = Completed | Streaming | Duplicate | Deferred | Retry | Failed | Cancelled;

export interface Completed {
  readonly kind: "completed";
  /** JSON, or undefined for no value. */
  readonly value: unknown;
  /** What the capture node said about its reply, per trigger kind; see `reply`. */
  readonly annotations?: Annotations;
  readonly stats: RunStats;
  /** Settles when branches that the author marked detached are done; absent without any. Never rejects. */
  readonly detached?: Promise<void>;
  readonly late?: Late;
}

/** The capture node streams. The run goes on until the stream ends; `finished` says how. */
export interface Streaming {
  readonly kind: "streaming";
  readonly format: "json" | "bytes";
  /** Async iterable of JSON values that throws a `FlowError`; or, for bytes, what the node returned, untouched. */
  readonly stream: AsyncIterable<unknown>;
  readonly annotations?: Annotations;
  /** Never rejects. For bytes it follows `close`, which whoever sends the bytes has to call. */
  readonly finished: Promise<StreamEnd>;
  /** Ends the run from outside: the reader left, or a byte stream was sent whole. Later calls do nothing. */
  readonly close: (end: "sent" | "left" | Failure) => void;
}

/** How a streaming run ended, with the items that were handed out. */
export type StreamEnd = (Completed | Retry | Failed | Cancelled) & { readonly items: number };

/** Settles when the effects that were at work when the run ended are done; absent without any. Never rejects. */
export type Late = Promise<void>;

export interface Duplicate {
  readonly kind: "duplicate";
  readonly stored: Json | undefined;
  readonly annotations?: Annotations;
}

export interface Deferred {
  readonly kind: "deferred";
  /** Where the caller may ask how it went. */
  readonly statusUrl: string;
}

export interface Retry {
  readonly kind: "retry";
  /** Undefined leaves the delay to the trigger's own policy. */
  readonly delayMs?: number;
  readonly failure: Failure;
  readonly stats?: RunStats;
  readonly late?: Late;
}

export interface Failed {
  readonly kind: "failed";
  readonly failure: Failure;
  readonly stats?: RunStats;
  readonly late?: Late;
}

export interface Cancelled {
  readonly kind: "cancelled";
  readonly by: "guard" | "caller";
  readonly failure: Failure;
  readonly stats?: RunStats;
  readonly late?: Late;
}

/** Per trigger kind, what a node says about its reply: `{ http: { status: 201 } }`. */
export type Annotations = Readonly<Record<string, unknown>>;

/** Settles when nothing of a run that has ended works any more; undefined when nothing does already. */
export function lateOf(outcome: Outcome): Late | undefined {
  if (outcome.kind === "completed") return outcome.detached ?? outcome.late;
  return "late" in outcome ? outcome.late : undefined;
}

/** Why a run did not come to what it was for; undefined for one that did, or still streams. */
export function failureOf(end: Outcome | StreamEnd): Failure | undefined {
  switch (end.kind) {
    case "retry":
    case "failed":
    case "cancelled":
      return end.failure;
    case "completed":
    case "streaming":
    case "duplicate":
    case "deferred":
      return undefined;
  }
}
