import type { Failure } from "../errors/failure.ts";
import type { Result } from "../result.ts";

/** What a surface changes, by alias of the step. */
export type PlanEffect = Readonly<Record<string, StepEffect>>;

export interface StepEffect {
  readonly branch?: Branch & { readonly targets: readonly string[] };
  readonly each?: Each;
  readonly onError?: ErrorPolicy;
  readonly catches?: Catch;
  readonly rate?: Rate;
  readonly timeoutMs?: number;
}

/** Which failures of a step are handed on instead of failing the run. */
export interface Catch {
  readonly takes: (reason: Failure) => boolean;
}

/** Decides among the controlled hops of a step. */
export interface Branch {
  /** Index of the step taken, -1 for none. Made ahead, so that to choose makes nothing. */
  readonly choose: (output: unknown) => Result<number>;
}

export interface Each {
  readonly items: (source: unknown) => Result<readonly unknown[]>;
  readonly concurrency: number;
  /** Each item gives `{ ok, value }` or `{ ok, error }`; no item fails the step. */
  readonly settle: boolean;
}

export interface ErrorPolicy {
  readonly strategy: "retry" | "fail" | "continue";
  readonly maxRetries: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  readonly jitter: boolean;
}

export interface Rate {
  /** Above 0. */
  readonly qps: number;
  /** Above 0. */
  readonly burst: number;
  /** The platform's rate-limit binding that counts, cheaply and about; undefined counts exactly. */
  readonly binding: string | undefined;
}
