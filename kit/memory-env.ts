import { memoryBlob } from "../capabilities/blob/memory.ts";
import { memoryCache } from "../capabilities/cache/memory.ts";
import { memoryDb } from "../capabilities/db/memory.ts";
import { memoryDedupe } from "../capabilities/dedupe/memory.ts";
import { capabilities } from "../capabilities/index.ts";
import { memoryKv } from "../capabilities/kv/memory.ts";
import { memoryState } from "../capabilities/state/memory.ts";
import type { UseAt } from "../capabilities/use-at.ts";
import { catalog } from "../gateway/mount/full-catalog.ts";
import type { AnyFlow } from "../gateway/mount/mount.ts";
import { needsOf } from "../gateway/readiness/needs.ts";
import { memoryProducer } from "./memory-producer.ts";
import { nodeSqlEngine } from "./node-sql-engine.ts";

/** Bindings by name. */
export type TestEnv = Readonly<Record<string, unknown>>;

export interface MemoryEnvOptions {
  /** Milliseconds since the epoch. Default: the real time. */
  readonly now?: () => number;
}

/**
 * Everything that the flows ask for, in memory, and the ledger. What nobody can make up is left out: objects of your own
 * class, secrets, and services that are called.
 */
export function memoryEnv(flows: readonly AnyFlow[], { now = Date.now }: MemoryEnvOptions = {}): TestEnv {
  const ledger = memoryDedupe({ now });
  const env: Record<string, unknown> = { LEDGER: { getByName: () => ledger } };
  for (const { use } of needsOf(flows, { capabilities, catalog }).uses) {
    // What needs no binding is looked for under its kind.
    const name = use.binding ?? use.kind;
    env[name] ??= madeFor(use, name, now);
    const alarm = use.options.alarm;
    if (typeof alarm === "string") env[alarm] ??= memoryProducer(alarm, now);
  }
  return env;
}

function madeFor({ kind, options }: UseAt["use"], name: string, now: () => number): unknown {
  switch (kind) {
    case "kv":
      return memoryKv({ now });
    case "blob":
      return memoryBlob({ now });
    case "queue":
      return memoryProducer(name, now);
    case "state":
      return options.own ? undefined : memoryState();
    case "dedupe":
      return memoryDedupe({ now });
    case "db":
      return memoryDb(nodeSqlEngine());
    case "cache":
      return memoryCache({ now });
    default:
      return undefined;
  }
}
