import { type InexactNumbers, keyValue } from "../../kernel/key-value.ts";
import { compilePointer } from "../../kernel/pointer.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import { messageBody } from "./body.ts";
import type { QueueTrigger } from "./spec.ts";

/** The partition of a payload; undefined for one that stands alone. Refused: what can be no key (IDEM105). */
export function partitionOf(
  { partitionKey }: QueueTrigger,
  payload: unknown,
  inexact: InexactNumbers | undefined,
): Result<string | undefined> {
  if (partitionKey === undefined) return ok(undefined);
  const key = keyValue(compilePointer(partitionKey)?.(payload), inexact);
  if (!key.ok) return fail({ ...key.failure, details: { pointer: partitionKey } });
  return ok(key.value === undefined ? undefined : String(key.value));
}

/** The partition of each message of a batch, however its body was sent; undefined where the trigger has none. */
export function partitions(
  spec: QueueTrigger,
): ((message: { readonly body: unknown }) => string | undefined) | undefined {
  if (spec.partitionKey === undefined) return undefined;
  return ({ body }) => {
    const read = messageBody(body, spec.body, true);
    const partition = read.ok ? partitionOf(spec, read.value, read.inexact) : read;
    // What cannot be read, or has no usable key, is refused when it is opened.
    return partition.ok ? partition.value : undefined;
  };
}
