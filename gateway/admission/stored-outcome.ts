import { utf8Bytes } from "../../base/bytes.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { Json, JsonObject } from "../../kernel/json.ts";
import type { Outcome } from "../../kernel/outcome.ts";

/** Left of what a ledger keeps of one result, for what stands around the value. */
const MAX_VALUE_BYTES = 900_000;

/** How a run ended, as the ledger keeps it; `null` where nothing is to be kept. */
export function toStored(outcome: Outcome): Json {
  switch (outcome.kind) {
    case "completed":
      return storedValue(outcome.value as Json | undefined, outcome.annotations as JsonObject | undefined);
    case "deferred":
      return { kind: "deferred", statusUrl: outcome.statusUrl };
    case "failed":
    case "duplicate":
    case "streaming":
    case "retry":
    case "cancelled":
      return null;
  }
}

function storedValue(value: Json | undefined, annotations: JsonObject | undefined): Json {
  const stored = {
    kind: "completed",
    ...(value !== undefined && { value }),
    ...(annotations && { annotations }),
  };
  const bytes = utf8Bytes(JSON.stringify(stored));
  return bytes > MAX_VALUE_BYTES ? { kind: "unkept" } : stored;
}

/** The outcome of an event that came before, from what was kept of its run. */
export function fromStored(stored: Json | undefined): Outcome {
  if (!isObject(stored)) return { kind: "duplicate", stored: undefined };
  switch (stored.kind) {
    case "completed":
      return {
        kind: "duplicate",
        stored: stored.value,
        ...(isObject(stored.annotations) && { annotations: stored.annotations }),
      };
    case "deferred":
      return { kind: "deferred", statusUrl: String(stored.statusUrl) };
    case "unkept":
      return { kind: "failed", failure: failure("IDEM104") };
    default:
      return { kind: "duplicate", stored: undefined };
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
