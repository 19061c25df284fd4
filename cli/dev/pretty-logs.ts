import { prettyFactory } from "pino-pretty";

/** What a line says already in its message, or what a reader at a terminal seldom needs. */
const LEFT_OUT = "flow,version,outcome,trigger,source,event_id,trace_id,nodes_run";

/** Makes the gateway's JSON log lines readable at a terminal; every other line stays as it is. */
export function prettyLogs(colorize: boolean): (line: string) => string {
  const pretty = prettyFactory({ colorize, singleLine: true, translateTime: "SYS:HH:MM:ss", ignore: LEFT_OUT });
  return (line) => {
    const fields = parsed(line);
    return fields === undefined ? line : pretty(fields).trimEnd();
  };
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
