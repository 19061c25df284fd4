import type { Failure } from "../../kernel/errors/failure.ts";
import type { Outcome, StreamEnd, Streaming } from "../../kernel/outcome.ts";
import type { FlowRun } from "../../kit/run-flow.ts";
import type { Io } from "../io.ts";

export interface RunEnd {
  readonly kind: Exclude<Outcome, Streaming>["kind"] | StreamEnd["kind"];
  readonly failure?: Failure;
}

/** What came of a run, read to its end. */
export interface RunResult {
  readonly ended: RunEnd;
  /** The value, the items of a stream, or what the trigger says to the platform. Undefined for what was printed already. */
  readonly value: unknown;
  /** Of a request. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ReadOptions {
  /** Print a stream's parts as they come. */
  readonly items: boolean;
}

/** Reads whatever the trigger replied. */
export async function readReply(
  { outcome, reply }: Pick<FlowRun<unknown>, "outcome" | "reply">,
  options: ReadOptions,
  io: Io,
): Promise<RunResult> {
  if (reply instanceof Response) return readResponse(outcome, reply, options, io);
  if (outcome.kind === "streaming") {
    const value = await readItems(outcome, options, io);
    return { ended: await outcome.finished, value };
  }
  return { ended: outcome, value: typeof reply === "object" && reply !== null ? partOf(reply) : reply };
}

/** Of a call its value, of a settlement what the platform is told; why it failed is told with the outcome. */
function partOf(reply: object): unknown {
  if ("ok" in reply) return "value" in reply ? reply.value : undefined;
  if (!("failure" in reply)) return reply;
  const { failure: _, ...settlement } = reply;
  return settlement;
}

async function readItems({ stream, format, close }: Streaming, { items }: ReadOptions, io: Io): Promise<unknown> {
  const read: unknown[] = [];
  try {
    for await (const item of stream) {
      const part = format === "bytes" ? new TextDecoder().decode(item as Uint8Array) : item;
      if (items) io.out(format === "bytes" ? String(part) : JSON.stringify(part));
      else read.push(part);
    }
    if (format === "bytes") close("sent");
  } catch {
    // How it ended says why.
  }
  if (items) return undefined;
  return format === "bytes" ? read.join("") : read;
}

async function readResponse(outcome: Outcome, reply: Response, { items }: ReadOptions, io: Io): Promise<RunResult> {
  const head = { status: reply.status, headers: Object.fromEntries(reply.headers) };
  let text = "";
  for await (const part of reply.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    if (items) io.out(part.trimEnd());
    else text += part;
  }
  const ended = outcome.kind === "streaming" ? await outcome.finished : outcome;
  return { ended, ...head, value: items ? undefined : bodyOf(text, reply.headers) };
}

function bodyOf(text: string, headers: Headers): unknown {
  if (text === "") return undefined;
  return headers.get("content-type")?.includes("json") && !headers.get("content-type")?.includes("ndjson")
    ? JSON.parse(text)
    : text;
}
