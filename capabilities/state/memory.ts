import { changeFields, type Fields } from "./fields.ts";
import type { MemoryState, StateAlarm, StateEntry, StateObjectStore } from "./store.ts";

/** Objects in memory: changes are whole, as one isolate runs one piece of code at a time. */
export function memoryState(): MemoryState {
  const objects = new Map<string, Map<string, StateEntry>>();
  const alarms = new Map<string, StateAlarm>();
  let changes = 0;
  const fieldsOf = (key: string): Fields => {
    const fields = objects.get(key) ?? new Map<string, StateEntry>();
    objects.set(key, fields);
    return {
      get: (name) => fields.get(name),
      put: (name, entry) => fields.set(name, entry),
      delete: (name) => fields.delete(name),
    };
  };
  const at = (key: string): StateObjectStore => ({
    read: async (names) => names.map(fieldsOf(key).get),
    change: async (change) => {
      changes += 1;
      return changeFields(fieldsOf(key), change, `m${changes}`);
    },
    setAlarm: async (alarm) => {
      alarms.set(key, alarm);
      return "set";
    },
    alarmAtMs: async () => alarms.get(key)?.atMs,
    deleteAlarm: async () => {
      alarms.delete(key);
    },
  });
  return { memory: "state", at, alarms };
}
