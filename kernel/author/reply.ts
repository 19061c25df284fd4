import type { Annotations } from "../outcome.ts";

/** A node's output with something said about its reply. The kernel hands on `value` and keeps the rest. */
export class Reply<Value> {
  readonly value: Value;
  readonly annotations: Annotations;

  constructor(value: Value, annotations: Annotations) {
    this.value = value;
    this.annotations = annotations;
  }
}
