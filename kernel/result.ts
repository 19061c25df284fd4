import type { Failure } from "./errors/failure.ts";

/**
 * What may fail in a way that is expected: a value, or why there is none. Whoever gets one looks at `ok`, never at the
 * fields of what is inside. Where nothing is to be said of why there is no value, it is `undefined` instead.
 */
export type Result<Value, Why = Failure> = Ok<Value> | Failing<Why>;

export interface Ok<Value> {
  readonly ok: true;
  readonly value: Value;
}

export interface Failing<Why> {
  readonly ok: false;
  readonly failure: Why;
}

export function ok<Value>(value: Value): Ok<Value> {
  return { ok: true, value };
}

export function fail<Why>(failure: Why): Failing<Why> {
  return { ok: false, failure };
}
