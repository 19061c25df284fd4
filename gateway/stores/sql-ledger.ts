import { utf8Bytes } from "../../base/bytes.ts";
import type { Claim, ClaimResult, ClaimTerms, Known } from "../../capabilities/dedupe/store.ts";
import { DEDUPE_LIMITS } from "../../capabilities/limits.ts";
import { claimEntry, type Entry, holds, lookAt } from "./ledger-entry.ts";
import { firstRow, LazyTables, type Sql, type SqlRow } from "./sql.ts";

/** Most bytes of one stored result as JSON: half of what a row may hold. */
export const MAX_STORED_BYTES = DEDUPE_LIMITS.maxStoredBytes;
/** From here on a shard refuses new keys instead of forgetting old ones: 80 % of what an object may hold. */
const MAX_SHARD_BYTES = 8_000_000_000;

const TABLE = `
  CREATE TABLE IF NOT EXISTS ledger (
    key TEXT PRIMARY KEY,
    fingerprint TEXT,
    token TEXT,
    stored TEXT,
    expires_at_ms INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS ledger_by_expiry ON ledger (expires_at_ms);`;

const UPSERT = `
  INSERT INTO ledger (key, fingerprint, token, stored, expires_at_ms) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, token = excluded.token,
    stored = excluded.stored, expires_at_ms = excluded.expires_at_ms`;

const SWEEP = "DELETE FROM ledger WHERE rowid IN (SELECT rowid FROM ledger WHERE expires_at_ms <= ? LIMIT ?)";

export interface SqlLedgerOptions {
  readonly sql: Sql;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newToken: () => string;
}

/** The ledger on SQLite. Each method is one synchronous piece, so that no two claims overlap. */
export class SqlLedger {
  readonly #sql: Sql;
  readonly #tables: LazyTables;
  readonly #now: () => number;
  readonly #newToken: () => string;

  constructor({ sql, now, newToken }: SqlLedgerOptions) {
    this.#sql = sql;
    this.#tables = new LazyTables(sql, "ledger", TABLE);
    this.#now = now;
    this.#newToken = newToken;
  }

  /** Throws a RangeError when a new key finds the shard full. */
  claim(key: string, terms: ClaimTerms): Claim {
    const { claim, entry } = claimEntry(this.#find(key), terms, { nowMs: this.#now(), token: this.#newToken() });
    if (entry) {
      if (this.#sql.databaseSize > MAX_SHARD_BYTES) throw new RangeError("this shard of the ledger is full");
      this.#write(key, entry);
    }
    return claim;
  }

  look(key: string): Known {
    return lookAt(this.#find(key), this.#now());
  }

  /** Throws a RangeError for a result above `MAX_STORED_BYTES`. */
  complete(key: string, token: string, { stored, ttlMs }: ClaimResult): boolean {
    const nowMs = this.#now();
    const found = this.#find(key);
    if (!holds(found, token, nowMs)) return false;
    const text = stored === undefined ? undefined : JSON.stringify(stored);
    if (text !== undefined && utf8Bytes(text) > MAX_STORED_BYTES) {
      throw new RangeError(`a result above ${MAX_STORED_BYTES} bytes is not kept`);
    }
    this.#write(key, { ...found, token: undefined, stored: text, expiresAtMs: nowMs + ttlMs });
    return true;
  }

  extend(key: string, token: string, leaseMs: number): boolean {
    const found = this.#find(key);
    if (found?.token !== token) return false;
    this.#write(key, { ...found, expiresAtMs: this.#now() + leaseMs });
    return true;
  }

  forget(key: string, token: string): boolean {
    if (!holds(this.#find(key), token, this.#now())) return false;
    this.#sql.exec("DELETE FROM ledger WHERE key = ?", key);
    return true;
  }

  /** Removes up to `maxRows` expired rows. Returns when the next one is due; undefined when none is left. */
  sweep(maxRows: number): number | undefined {
    if (!this.#tables.exist()) return undefined;
    this.#sql.exec(SWEEP, this.#now(), maxRows);
    const row = firstRow(this.#sql, "SELECT MIN(expires_at_ms) AS due FROM ledger");
    return typeof row?.due === "number" ? row.due : undefined;
  }

  #find(key: string): Entry | undefined {
    const row = this.#tables.exist() ? firstRow(this.#sql, "SELECT * FROM ledger WHERE key = ?", key) : undefined;
    return row && toEntry(row);
  }

  #write(key: string, { fingerprint, token, stored, expiresAtMs }: Entry): void {
    this.#tables.make();
    this.#sql.exec(UPSERT, key, fingerprint ?? null, token ?? null, stored ?? null, expiresAtMs);
  }
}

function toEntry(row: SqlRow): Entry {
  const text = (name: string) => (typeof row[name] === "string" ? row[name] : undefined);
  return {
    fingerprint: text("fingerprint"),
    token: text("token"),
    stored: text("stored"),
    expiresAtMs: Number(row.expires_at_ms),
  };
}
