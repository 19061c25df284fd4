import { type Failure, FlowError, failure } from "../../kernel/errors/failure.ts";
import type { Streaming } from "../../kernel/outcome.ts";
import { wireError } from "../wire-error.ts";
import type { StreamForm } from "./accept.ts";
import { heartbeat } from "./heartbeat.ts";

/** How long an event stream may be silent before a comment shows that it is alive. */
const HEARTBEAT_MS = 15_000;
const BEAT = ": still here\n\n";

export const STREAM_TYPES: Readonly<Record<StreamForm, string>> = {
  sse: "text/event-stream",
  ndjson: "application/x-ndjson",
};

export interface JsonStreamOptions {
  readonly form: StreamForm;
  readonly runId: string;
  readonly heartbeatMs?: number;
}

/**
 * The body of a streaming reply. An item is asked for only when the client takes it, so one item is held at most. A
 * reader that leaves ends the run.
 */
export function jsonStream(outcome: Streaming, options: JsonStreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const lines = formatted(outcome, options);
  const source =
    options.form === "sse"
      ? heartbeat(lines, options.heartbeatMs ?? HEARTBEAT_MS, BEAT)
      : { next: () => lines.next(), stop: () => undefined };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await source.next();
        if (!done) return controller.enqueue(encoder.encode(value));
        source.stop();
        controller.close();
      },
      cancel() {
        source.stop();
        outcome.close("left");
      },
    },
    { highWaterMark: 0 },
  );
}

/** The stream's items as text. A failure is its last one. */
async function* formatted(outcome: Streaming, { form, runId }: JsonStreamOptions): AsyncGenerator<string, void> {
  let id = 0;
  try {
    for await (const item of outcome.stream) yield formatItem(form, ++id, item);
  } catch (error) {
    const found = error instanceof FlowError ? error.failure : failure("RUN010", undefined, { cause: error });
    outcome.close(found);
    yield formatError(form, found, runId);
  }
}

function formatItem(form: StreamForm, id: number, item: unknown): string {
  const json = JSON.stringify(item) ?? "null";
  return form === "sse" ? `id: ${id}\ndata: ${json}\n\n` : `${json}\n`;
}

/** An SSE event named `error`, or a line with the error object. */
export function formatError(form: StreamForm, found: Failure, runId: string): string {
  const json = JSON.stringify(wireError(found, { runId }));
  return form === "sse" ? `event: error\ndata: ${json}\n\n` : `${json}\n`;
}
