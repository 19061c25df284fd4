import pino from "pino/browser.js";
import type { NodeLog } from "../kernel/node-log.ts";
import { Redactor } from "./redact.ts";

/** A line is an object and a message. What is in it is redacted and made JSON on the way out. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  isLevelEnabled(level: string): boolean;
}

export type LogFields = Readonly<Record<string | symbol, unknown>>;

/** Marks fields that need no redaction: names and numbers of ours, for the one line that every run writes. */
export const CLEAN = Symbol("clean");

const LEVELS: readonly string[] = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/** Default level `info`. An unknown level is named in a warning. The lines go to the console: Workers Logs reads JSON. */
export function createLog(level = "info", redactor = new Redactor()): Log {
  const known = LEVELS.includes(level);
  const log = pino({
    level: known ? level : "info",
    browser: {
      asObject: true,
      formatters: {
        level: (label) => ({ level: label }),
        log: (line: Record<string | symbol, unknown>) => (line[CLEAN] === true ? line : redactor.fields(line)),
      },
      write: {
        trace: (line) => console.debug(JSON.stringify(line)),
        debug: (line) => console.debug(JSON.stringify(line)),
        info: (line) => console.info(JSON.stringify(line)),
        warn: (line) => console.warn(JSON.stringify(line)),
        error: (line) => console.error(JSON.stringify(line)),
        fatal: (line) => console.error(JSON.stringify(line)),
      },
    },
  });
  if (!known) log.warn({ level_asked: level }, `unknown log level; one of ${LEVELS.join(", ")}`);
  return log;
}

/** What a node's line says of its run. */
export interface NodeIds {
  readonly runId: string;
  readonly flow: string;
  readonly node: string;
}

/** The log of one node: three fields until it is used. The run's ids cannot be overwritten by a node's fields. */
export class NodeLogger implements NodeLog {
  readonly #log: Log;
  readonly #ids: NodeIds;

  constructor(log: Log, ids: NodeIds) {
    this.#log = log;
    this.#ids = ids;
  }

  debug(message: string, fields?: LogFields): void {
    this.#log.debug(this.#line(fields), message);
  }

  info(message: string, fields?: LogFields): void {
    this.#log.info(this.#line(fields), message);
  }

  warn(message: string, fields?: LogFields): void {
    this.#log.warn(this.#line(fields), message);
  }

  error(message: string, fields?: LogFields): void {
    this.#log.error(this.#line(fields), message);
  }

  #line(fields: LogFields | undefined): LogFields {
    const { runId, flow, node } = this.#ids;
    return { ...fields, [CLEAN]: false, run_id: runId, flow, node };
  }
}
