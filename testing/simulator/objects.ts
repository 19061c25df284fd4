import { hash32 } from "../../base/hash.ts";
import { newStorage, type Storage } from "./storage.ts";

/** What is used of a Durable Object's class. */
export interface ObjectInstance {
  alarm?(): Promise<void>;
}

export type ObjectClass = new (ctx: DurableObjectState, env: unknown) => ObjectInstance;

/** Does a call to the outside for the event that is running, or what the world makes of it. */
export type Gate = <Value>(name: string, call: () => Promise<Value>) => Promise<Value>;

export type Saw = (method: string, args: readonly unknown[], result: unknown) => void;

/** The objects of one class. Names share a few objects, as the gateway's shards do anyway. */
export class Objects {
  readonly #make: ObjectClass;
  readonly #storages: readonly Storage[];
  /** Those that are in memory. */
  readonly #live = new Map<Storage, Live>();

  constructor(make: ObjectClass, count: number) {
    this.#make = make;
    this.#storages = Array.from({ length: count }, newStorage);
  }

  /** As a binding shows them: each method of an object is a call through the gate, and `saw` is told what it came to. */
  namespace(gate: Gate, saw: Saw = () => undefined): { readonly getByName: (name: string) => object } {
    const call = async (name: string, method: string, args: readonly unknown[]) => {
      const result = await this.#call(this.#named(name), method, args);
      saw(method, args, result);
      return result;
    };
    return { getByName: (name) => stub(gate, (method, args) => call(name, method, args)) };
  }

  /** A call past every gate, for those who judge. */
  ask<Value>(name: string, method: string, ...args: readonly unknown[]): Promise<Value> {
    return this.#call(this.#named(name), method, args) as Promise<Value>;
  }

  /** Memory goes, storage stays: the next call or alarm finds the constructor run again. */
  evict(pick: (count: number) => number): void {
    this.#live.delete(this.#storages[pick(this.#storages.length)] as Storage);
  }

  evictAll(): void {
    this.#live.clear();
  }

  /** When the next alarm is due; undefined for none. */
  nextAlarmMs(): number | undefined {
    const due = this.#storages.flatMap(({ alarmAtMs }) => alarmAtMs ?? []);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Rings what is due. One that throws rings again two seconds later. */
  ring(nowMs: number): void {
    for (const storage of this.#storages) {
      if (storage.alarmAtMs === null || storage.alarmAtMs > nowMs) continue;
      storage.alarmAtMs = null;
      const rung = this.#instance(storage).then((instance) => instance.alarm?.());
      rung.catch(() => {
        storage.alarmAtMs ??= nowMs + 2_000;
      });
    }
  }

  /** What a query of a table finds in all of them; nothing in those that never wrote any. */
  rows(table: string, query: string, ...values: readonly (string | number)[]): readonly Record<string, unknown>[] {
    const used = this.#storages.filter(({ tables }) => tables().includes(table));
    return used.flatMap(({ sql }) => sql.exec(query, ...values).toArray());
  }

  clear(): void {
    this.#live.clear();
    for (const storage of this.#storages) storage.clear();
  }

  #named(name: string): Storage {
    return this.#storages[hash32(name) % this.#storages.length] as Storage;
  }

  /** What goes over the wire is a copy. */
  async #call(storage: Storage, method: string, args: readonly unknown[]): Promise<unknown> {
    const instance = (await this.#instance(storage)) as unknown as Record<string, (...args: unknown[]) => unknown>;
    return structuredClone(await instance[method]?.(...structuredClone(args)));
  }

  /** Made anew where it is not in memory; nobody gets at it before what its constructor waits for is done. */
  async #instance(storage: Storage): Promise<ObjectInstance> {
    let live = this.#live.get(storage);
    if (!live) {
      const starting: Promise<unknown>[] = [];
      const instance = new this.#make(stateOf(storage, starting), {});
      live = { instance, started: Promise.all(starting) };
      this.#live.set(storage, live);
    }
    await live.started;
    return live.instance;
  }
}

interface Live {
  readonly instance: ObjectInstance;
  readonly started: Promise<unknown>;
}

function stateOf(storage: Storage, starting: Promise<unknown>[]): DurableObjectState {
  const { sql } = storage;
  const setAlarm = async (atMs: number | Date) => {
    storage.alarmAtMs = Number(atMs);
  };
  const blockConcurrencyWhile = (work: () => Promise<unknown>) => void starting.push(work());
  const getAlarm = async () => storage.alarmAtMs;
  return { blockConcurrencyWhile, storage: { sql, setAlarm, getAlarm } } as unknown as DurableObjectState;
}

function stub(gate: Gate, call: (method: string, args: readonly unknown[]) => Promise<unknown>): object {
  return new Proxy(
    {},
    {
      // A stub is no promise.
      get: (_, method) =>
        typeof method !== "string" || method === "then"
          ? undefined
          : (...args: unknown[]) => gate(nameOf(method, args[0]), () => call(method, args)),
    },
  );
}

/** `claim effect` for a claim on `effect/…`. */
function nameOf(method: string, key: unknown): string {
  const kind = typeof key === "string" && key.includes("/") ? ` ${key.split("/", 1)[0]}` : "";
  return method + kind;
}
