import type { ObjectNamespace } from "../../base/bindings.ts";
import type { MemoryStore } from "../capability.ts";

export interface MemoryObjects<T> extends MemoryStore, ObjectNamespace<T> {
  readonly memory: "objects";
}

/** Objects of your own class in memory, each made when it is first called. */
export function memoryObjects<T extends object>(make: (name: string) => T): MemoryObjects<T> {
  const objects = new Map<string, T>();
  return {
    memory: "objects",
    getByName: (name) => {
      const object = objects.get(name) ?? make(name);
      objects.set(name, object);
      return object;
    },
  };
}
