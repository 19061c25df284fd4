import { platformClock, within } from "../base/waiting.ts";
import type { Log } from "./log.ts";
import type { RunRecord } from "./run-record.ts";

/** What a sink may reach. */
export interface SinkPort {
  /** The Worker's bindings and variables. */
  readonly env: Readonly<Record<string, unknown>>;
  /** Keeps the invocation alive for work after the reply. */
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly log: Log;
}

/** Where finished runs are told. One file each, listed in `index.ts`. It may throw, reject and hang. */
export interface Sink {
  readonly name: string;
  /** Called once per event of the platform, with all of its runs: one for a request, one per message of a batch. */
  readonly write: (runs: readonly RunRecord[], port: SinkPort) => void | Promise<void>;
  /** Whether it shows nodes, so that what they do is worth keeping; see `StepLog`. */
  readonly nodes?: (env: SinkPort["env"]) => boolean;
  /** Whether it shows what events brought; else no record holds a payload. */
  readonly payloads?: (env: SinkPort["env"]) => boolean;
}

/** Tells every sink. Never throws and never waits. */
export type Report = (runs: readonly RunRecord[], port: SinkPort) => void;

/** A queue's batch is settled only when all its `waitUntil` work is, so a sink that hangs is left behind. */
const MAX_WRITE_MS = 5_000;
const MAX_PENDING_WRITES = 64;
const WARN_EVERY_MS = 60_000;

/** Made once, at start. A sink that fails, hangs or is missing costs its own records and one warning a minute. */
export function createReport(sinks: readonly Sink[], now: () => number = Date.now): Report {
  const states = sinks.map((sink) => new SinkState(sink, now));
  return (runs, port) => {
    if (runs.length === 0) return;
    for (const state of states) state.write(runs, port);
  };
}

class SinkState {
  readonly #sink: Sink;
  readonly #now: () => number;
  /** When each write that is still open began. */
  readonly #open = new Set<{ readonly atMs: number }>();
  #lost = 0;
  #warnedAtMs = Number.NEGATIVE_INFINITY;

  constructor(sink: Sink, now: () => number) {
    this.#sink = sink;
    this.#now = now;
  }

  write(runs: readonly RunRecord[], port: SinkPort): void {
    if (this.#isFull()) {
      this.#lose(runs.length, `${MAX_PENDING_WRITES} writes are still open`, port.log);
      return;
    }
    try {
      const written = this.#sink.write(runs, port);
      if (written !== undefined) port.waitUntil(this.#settle(written, runs.length, port.log));
    } catch (error) {
      this.#lose(runs.length, error, port.log);
    }
  }

  /** An invocation that the platform cuts off never closes its write, so one that is overdue counts no more. */
  #isFull(): boolean {
    if (this.#open.size < MAX_PENDING_WRITES) return false;
    const overdueMs = this.#now() - MAX_WRITE_MS;
    for (const write of this.#open) {
      if (write.atMs < overdueMs) this.#open.delete(write);
    }
    return this.#open.size >= MAX_PENDING_WRITES;
  }

  async #settle(written: Promise<void>, runs: number, log: Log): Promise<void> {
    const write = { atMs: this.#now() };
    this.#open.add(write);
    try {
      await within(platformClock, MAX_WRITE_MS, written);
    } catch (error) {
      this.#lose(runs, error, log);
    } finally {
      this.#open.delete(write);
    }
  }

  #lose(runs: number, error: unknown, log: Log): void {
    this.#lost += runs;
    const nowMs = this.#now();
    if (nowMs - this.#warnedAtMs < WARN_EVERY_MS) return;
    this.#warnedAtMs = nowMs;
    const lost = this.#lost;
    this.#lost = 0;
    try {
      log.warn({ sink: this.#sink.name, lost, err: error }, "telemetry was lost; runs go on");
    } catch {
      // Nothing is left to tell it to.
    }
  }
}
