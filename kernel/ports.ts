import type { Invocation } from "./invocation.ts";
import type { Step } from "./plan/plan.ts";

/** What the kernel needs from the world. Everything here is passed in; the kernel reaches for none of it. */
export interface Ports {
  readonly clock: Clock;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  readonly newCancel: () => CancelSource;
  /** The handles a step declared in `uses`, under its own names. Asked once per execution of the step. */
  readonly handles: (step: Step, invocation: Invocation) => Handles;
  /** Holds `rate_limit` surfaces. Left out, each plan keeps its own buckets in memory (per isolate). */
  readonly limiter?: Limiter;
  readonly log?: (step: Step, invocation: Invocation) => NodeLog;
  readonly observer?: Observer;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `wake` once, `delayMs` from now. The function returned takes that back. */
  after(delayMs: number, wake: () => void): () => void;
}

/** The part of the platform's AbortSignal that the kernel uses. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface CancelSource {
  readonly signal: CancelSignal;
  abort(reason: unknown): void;
}

export type Handles = Readonly<Record<string, unknown>>;

export interface Limiter {
  /** Milliseconds until the next permit of `key`; 0 means that one was taken. `qps` and `burst` are above 0. */
  take(key: string, qps: number, burst: number, nowMs: number): number | Promise<number>;
}

/** One line each, with fields; `error` may be among them. What is written here never reaches a caller. */
export interface NodeLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Told of each step as it happens. Must not throw; what it throws is dropped. */
export interface Observer {
  stepFinished(event: StepFinished): void;
}

export interface StepFinished {
  readonly step: Step;
  readonly status: "ok" | "failed" | "continued";
  readonly code?: string;
  /** How often the step was tried; 1 without a retry. */
  readonly attempts: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}
