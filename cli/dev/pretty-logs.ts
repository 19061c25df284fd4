import { prettyFactory } from "pino-pretty";
import type { Io, Style } from "../io.ts";

/** What a line says already in its message, or what a reader at a terminal seldom needs. */
const LEFT_OUT = "flow,version,outcome,trigger,source,event_id,trace_id,nodes_run";

/**
 * Makes the gateway's JSON log lines readable at a terminal; every other line stays as it is. Colours come from `paint`: those
 * of the library would be escaped like any other control character.
 */
export function prettyLogs(paint: Io["paint"]): (line: string) => string {
  const pretty = prettyFactory({
    colorize: false,
    singleLine: true,
    translateTime: "SYS:HH:MM:ss",
    ignore: LEFT_OUT,
    customPrettifiers: { level: (level) => levelText(String(level), paint) },
  });
  return (line) => {
    const fields = parsed(line);
    return fields === undefined ? line : pretty(fields).trimEnd();
  };
}

const STYLES: Readonly<Record<string, Style>> = { INFO: "green", WARN: "yellow", ERROR: "red", FATAL: "red" };

function levelText(level: string, paint: Io["paint"]): string {
  const label = level.toUpperCase();
  return paint(STYLES[label] ?? "dim", label);
}

function parsed(line: string): object | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const fields: unknown = JSON.parse(line);
    const isLog = typeof fields === "object" && fields !== null && "level" in fields && "msg" in fields;
    return isLog ? fields : undefined;
  } catch {
    return undefined;
  }
}
