import type { StandardSchemaV1 } from "@standard-schema/spec";

/** Any Standard Schema: valibot's, or another library's. */
export type Schema<Input = unknown, Output = Input> = StandardSchemaV1<Input, Output>;

export type Takes<S> = S extends StandardSchemaV1 ? StandardSchemaV1.InferInput<S> : unknown;
export type Gives<S> = S extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<S> : unknown;

/** A schema that checks nothing: for a value whose type another node of the flow already guarantees. */
export function type<T>(): Schema<T, T> {
  return { "~standard": { version: 1, vendor: "flowgate", validate: (value) => ({ value: value as T }) } };
}
