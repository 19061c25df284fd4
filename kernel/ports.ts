import type { CancelSignal, CancelSource } from "./cancel.ts";
import type { Failure } from "./errors/failure.ts";
import type { Invocation } from "./invocation.ts";
import type { Json } from "./json.ts";
import type { NodeLog } from "./node-log.ts";
import type { Annotations } from "./outcome.ts";
import type { RateLimit, Step } from "./plan/plan.ts";

/** What the kernel needs from the world. Everything here is passed in; the kernel reaches for none of it. */
export interface Ports {
  readonly clock: Clock;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  readonly newCancel: () => CancelSource;
  /** The handles a step declared in `uses`, under its own names. Asked once per try of a step that uses any. */
  readonly handles: (step: Step, invocation: Invocation, ends: Ends) => Handles;
  /** Whether a field of this name holds a secret, which no message of a schema may quote. */
  readonly isSecretName: (name: string) => boolean;
  /** Holds `rate_limit` surfaces. */
  readonly limiter: Limiter;
  /** Holds the keys of effects. Without it, keyed nodes run each time. */
  readonly effects?: Effects;
  readonly log?: (step: Step, invocation: Invocation) => NodeLog;
  readonly observer?: Observer;
  /** Runs each try of a node inside something of the world's, such as a span of a trace. Returns what `work` does. */
  readonly around?: (step: Step, invocation: Invocation, work: () => unknown) => unknown;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `wake` once, `delayMs` from now. The function returned takes that back. */
  after(delayMs: number, wake: () => void): () => void;
}

/** Whence the signal of one try, which is made when it is first asked for. */
export interface Ends {
  signal(): CancelSignal;
}

export type Handles = Readonly<Record<string, unknown>>;

export interface Limiter {
  /** Milliseconds until the next permit; 0 means that one was taken. */
  take(rate: RateLimit, nowMs: number): number | Promise<number>;
}

/** Remembers what keyed effects came to, so that a run that is tried again does not repeat them. */
export interface Effects {
  /** Rejects when it cannot say; then the effect does not happen. */
  claim(effect: Effect): Promise<EffectClaim>;
}

export interface Effect {
  readonly step: Step;
  /** Unique within the step. */
  readonly key: string;
  /** As the step takes it. */
  readonly input: unknown;
  /** Where in its run, subflows and items counted: the same each time that an event is tried. */
  readonly place: string;
  readonly invocation: Invocation;
  /** Milliseconds that the run may still take. */
  readonly remainingMs: number;
}

export type EffectClaim =
  | HeldEffect
  | { readonly kind: "done"; readonly result: EffectResult }
  | { readonly kind: "in_flight"; readonly retryAfterMs: number }
  /** Done, or at work, for another input. */
  | { readonly kind: "mismatch" };

/** The effect is this run's. None of it rejects: what is not stored is free again soon after the guard. */
export interface HeldEffect {
  readonly kind: "new";
  complete(result: EffectResult): Promise<void>;
  forget(): Promise<void>;
  /** Keeps others from the effect although its run is over, until one of the two above. */
  holdOn?(): void;
}

/** What an effect gave; or why that, once the effect was done, was of no use to anyone. */
export type EffectResult = EffectOutput | { readonly unusable: Failure };

export interface EffectOutput {
  /** Undefined for no value. */
  readonly value: Json | undefined;
  readonly annotations?: Annotations;
}

/** Told of each step as it happens. Must not throw; what it throws is dropped. */
export interface Observer {
  stepFinished(event: StepFinished): void;
}

export interface StepFinished {
  readonly step: Step;
  /** `kept`: its effect, or that of one of its items, was done before, and what it gave then was used again. */
  readonly status: "ok" | "kept" | "failed" | "continued" | "caught";
  readonly code?: string;
  /** How often the step was tried; 1 without a retry. */
  readonly attempts: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}
