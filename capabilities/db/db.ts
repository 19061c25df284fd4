import type { CapabilityUse } from "../../kernel/author/uses.ts";
import { type Access, type Capability, hintRules, hintsFor, isMemory } from "../capability.ts";
import type { Asks } from "../guarantees.ts";
import { DB_LIMITS } from "../limits.ts";
import { resourceName } from "../resource-name.ts";
import { type DbHandle, type DbReader, dbHandle, dbReader } from "./handle.ts";
import type { MemoryDb } from "./store.ts";
import { isD1, workersDb } from "./workers.ts";

const hints = hintRules("db", { read: "read_only", write: "effectful" });

/** D1: a SQLite database. */
export function db<A extends Access>(
  binding: string,
  access: A,
  options: Asks = {},
): CapabilityUse<A extends "write" ? DbHandle : DbReader> {
  return {
    kind: "db",
    provider: dbCapability,
    binding,
    access,
    hints: hintsFor(hints, access),
    options: { ...options },
  };
}

export const dbCapability: Capability = {
  kind: "db",
  hints,
  guarantees: {
    consistency: "strong",
    durability: "durable",
    ordering: "ordered",
    ttl: "none",
    limits: DB_LIMITS,
    notes: [
      "One database does one query after the other; a batch is one transaction.",
      "D1 itself tries a query that only reads up to three times.",
    ],
  },
  binding: {
    noun: "a D1 database",
    section: "d1_databases",
    entry: ({ binding = "" }) => ({ binding, database_name: resourceName(binding) }),
  },
  open: (use, bound) => {
    const at = { resource: "db", binding: use.binding };
    const store = isMemory<MemoryDb>(bound, "db") ? bound : isD1(bound) ? workersDb(bound, at) : undefined;
    if (!store) return undefined;
    const handle = use.access === "write" ? dbHandle(store, at) : dbReader(store, at);
    return { scope: "isolate", handle: Object.freeze(handle) };
  },
};
