import type { ObjectNamespace } from "../../base/bindings.ts";
import { type CapabilityErrorReason, mappingErrors, type Place } from "../error.ts";
import type { StateObjectStore, StateStore } from "./store.ts";

/** Over the class `KeyedState`. A stub is made per call: it belongs to the event that it was made in. */
export function workersState(namespace: ObjectNamespace<StateObjectStore>, at: Place): StateStore {
  return {
    at: (key) => {
      const call = <T>(work: (object: StateObjectStore) => Promise<T>) =>
        mappingErrors(at, reasonOfObjectError, async () => work(namespace.getByName(key)));
      return {
        read: (fields) => call((object) => object.read(fields)),
        change: (change) => call((object) => object.change(change)),
        setAlarm: (alarm) => call((object) => object.setAlarm(alarm)),
        alarmAtMs: () => call((object) => object.alarmAtMs()),
        deleteAlarm: () => call((object) => object.deleteAlarm()),
      };
    },
  };
}

/** What the platform itself says of an error. https://developers.cloudflare.com/durable-objects/best-practices/error-handling/ */
export function reasonOfObjectError(error: unknown): CapabilityErrorReason | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("overloaded" in error && error.overloaded === true) return "rate_limited";
  return "retryable" in error && error.retryable === true ? "unavailable" : undefined;
}
