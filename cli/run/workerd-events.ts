import type { AnyFlow } from "../../gateway/mount/mount.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { CronTrigger } from "../../triggers/cron/author.ts";
import type { HttpTrigger } from "../../triggers/http/author.ts";
import type { QueueTrigger } from "../../triggers/queue/author.ts";
import type { Io } from "../io.ts";
import { type EventParts, thisMinute, triggerOf } from "./event.ts";
import type { Harness } from "./harness.ts";
import { type RunResult, readReply } from "./reply.ts";
import { requestFor } from "./request.ts";

export interface SendOptions {
  /** Where the Worker takes a call of a flow. */
  readonly callPath: string;
  /** Print a stream's items as they come. */
  readonly items: boolean;
}

/** Sends the event to a Worker that is up; how the run ended is for the Worker to tell. Throws before what cannot be sent. */
export function sender(
  flow: AnyFlow,
  parts: EventParts,
  { callPath, items }: SendOptions,
  io: Io,
): (harness: Harness) => Promise<RunResult> {
  switch (parts.kind) {
    case "call": {
      const body = { flow: flow.name, payload: parts.payload };
      return (harness) => call(harness, callPath, { body, items }, io);
    }
    case "http": {
      const made = requestFor(triggerOf<HttpTrigger>(flow, "http"), parts);
      return (harness) => request(harness, made, items, io);
    }
    case "queue": {
      const { queue } = triggerOf<QueueTrigger>(flow, "queue");
      return (harness) => message(harness, queue, parts);
    }
    case "cron": {
      const { tick: cron } = triggerOf<CronTrigger>(flow, "cron");
      return (harness) => tick(harness, cron);
    }
  }
}

/** For a reply that no run is told of: the gateway's own, such as that nothing is mounted there. */
const NO_RUN = { kind: "failed", failure: failure("HTTP104", "the Worker told of no run") } as const;

async function call(
  harness: Harness,
  path: string,
  { body, items }: { readonly body: object; readonly items: boolean },
  io: Io,
): Promise<RunResult> {
  const response = await harness.fetch(path, { method: "POST", body: JSON.stringify(body) });
  const { value } = await readReply({ outcome: NO_RUN, reply: response }, { items: items && isLines(response) }, io);
  if (isLines(response)) return { ended: NO_RUN, value: typeof value === "string" ? linesOf(value) : undefined };
  const found = typeof value === "object" && value !== null && "value" in value ? value.value : undefined;
  return { ended: NO_RUN, value: found };
}

const isLines = ({ headers }: Response) => headers.get("content-type") === "application/x-ndjson";

function linesOf(text: string): unknown {
  const lines = text.split("\n").filter((line) => line !== "");
  try {
    return lines.map((line) => JSON.parse(line));
  } catch {
    return text;
  }
}

async function request(harness: Harness, made: Request, items: boolean, io: Io): Promise<RunResult> {
  const { pathname, search } = new URL(made.url);
  const body = made.body === null ? {} : { body: await made.text() };
  const init = { method: made.method, headers: Object.fromEntries(made.headers), ...body };
  const reply = await harness.fetch(`${pathname}${search}`, init);
  return readReply({ outcome: NO_RUN, reply }, { items }, io);
}

async function message(harness: Harness, queue: string, { payload, attempts }: EventParts): Promise<RunResult> {
  const worker = await harness.getWorker().getExport();
  const sent = { id: "run-1", timestamp: new Date(), body: payload, attempts };
  const { retryMessages } = await worker.queue(queue, [sent]);
  const [again] = retryMessages;
  const { delaySeconds } = again ?? {};
  const value = again ? { kind: "retry", ...(delaySeconds !== undefined && { delaySeconds }) } : { kind: "ack" };
  return { ended: NO_RUN, value };
}

async function tick(harness: Harness, cron: string): Promise<RunResult> {
  await harness.getWorker().scheduled({ cron, scheduledTime: new Date(thisMinute()) });
  return { ended: NO_RUN, value: undefined };
}
