import type { ObjectNamespace } from "../../base/bindings.ts";
import { capabilityError, type Place } from "../error.ts";
import { storeKey } from "../key.ts";
import { STATE_LIMITS } from "../limits.ts";
import { reasonOfObjectError } from "./workers.ts";

type Method = (...args: never[]) => unknown;

/** The methods of an object as they are called from outside. */
export type Remote<T> = {
  readonly [Name in keyof T as T[Name] extends Method ? Name : never]: T[Name] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

/** Objects of your own class, by key. */
export interface ObjectsHandle<T> {
  at(key: string): Remote<T>;
}

export interface ObjectsScope {
  readonly namespace: ObjectNamespace<object>;
  readonly at: Place;
  readonly prefix: string;
}

export function objectsHandle<T>({ namespace, at, prefix }: ObjectsScope): ObjectsHandle<T> {
  const rule = { ...at, maxKeyBytes: STATE_LIMITS.maxKeyBytes };
  return { at: (key) => remote(namespace, storeKey(rule, prefix, key), at) as Remote<T> };
}

/** A class's methods are not known here, so each is looked up when it is called. Its own errors pass as they are. */
function remote(namespace: ObjectNamespace<object>, key: string, at: Place): object {
  return new Proxy(Object.freeze({}), {
    // Asked for `then`, a promise would take it for another promise.
    get: (_, name) => (typeof name === "string" && name !== "then" ? call(namespace, key, { name, at }) : undefined),
  });
}

function call(
  namespace: ObjectNamespace<object>,
  key: string,
  { name, at }: { readonly name: string; readonly at: Place },
): (...args: readonly unknown[]) => Promise<unknown> {
  return async (...args) => {
    // The stub is made per call: it belongs to the event that it was made in.
    const stub = namespace.getByName(key) as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
    try {
      if (typeof stub[name] !== "function") throw new TypeError(`the object has no method "${name}"`);
      return await stub[name](...args);
    } catch (error) {
      const reason = reasonOfObjectError(error);
      throw reason ? capabilityError(reason, at, { cause: error }) : error;
    }
  };
}
