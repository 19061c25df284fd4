/**
 * What an environment binds says nothing of its kind, so each kind is told by its methods. A service binding answers to
 * every name, and so does whatever the local runtime makes of one.
 */
const NO_SUCH_METHOD = "flowgateAsksForNoSuchMethod";

/** Whether there is a method of this name: true of a service binding, whatever the name. */
export function answersTo<Name extends string>(bound: unknown, name: Name): bound is Record<Name, unknown> {
  return typeof bound === "object" && bound !== null && typeof bound[name as keyof typeof bound] === "function";
}

/** Whether a binding is of the kind that has these methods; never true of a service binding. */
export function hasMethods(bound: unknown, names: readonly string[]): bound is object {
  if (typeof bound !== "object" || bound === null) return false;
  return names.every((name) => answersTo(bound, name)) && !answersTo(bound, NO_SUCH_METHOD);
}

/** A namespace of Durable Objects, by whose names there are stubs. The class behind it cannot be seen from here. */
export interface ObjectNamespace<Stub> {
  getByName(name: string): Stub;
}

export function isObjectNamespace<Stub>(bound: unknown): bound is ObjectNamespace<Stub> {
  return hasMethods(bound, ["getByName"]);
}
