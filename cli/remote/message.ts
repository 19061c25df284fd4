import type { QueueTrigger } from "../../triggers/queue/author.ts";
import { CliError } from "../cli-error.ts";
import { readFlows } from "../flow-source.ts";
import type { Io } from "../io.ts";
import type { WranglerChoice } from "../open-wrangler-file.ts";
import { producerFor } from "../producer.ts";
import { triggerOf } from "../run/event.ts";
import type { Remote } from "./client.ts";

export interface MessageOptions extends WranglerChoice {
  /** Modules of flows. */
  readonly from: readonly string[];
  /** The producer's binding; default: the one of the wrangler file that sends to the queue. */
  readonly binding?: string;
  readonly delay?: number;
}

export interface SentMessage {
  readonly binding: string;
  readonly queue: string;
}

/** Sends a message to the queue of a flow, or to a queue by its name, through the gateway that is up. */
export async function sendMessage(
  remote: Remote,
  name: string,
  { body, ...options }: MessageOptions & { readonly body: unknown },
  io: Io,
): Promise<SentMessage> {
  if (body === undefined) throw new CliError("CLI001", "a message has a body", { next: "give --payload or --file" });
  const queue = await queueNamed(name, options, io);
  const binding = options.binding ?? producerFor(queue, options, io.cwd);
  await remote.ask(`/_flow/queues/${encodeURIComponent(binding)}/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ body, delay_seconds: options.delay }),
  });
  return { binding, queue };
}

/** The queue that a flow of this name consumes, or else the name itself. */
async function queueNamed(name: string, { from }: MessageOptions, io: Io): Promise<string> {
  const flow = (await flowsThere(from, io)).find((candidate) => candidate.name === name);
  return flow ? triggerOf<QueueTrigger>(flow, "queue").queue : name;
}

/** A queue can be named without a module of flows at hand. */
async function flowsThere(from: readonly string[], io: Io): ReturnType<typeof readFlows> {
  try {
    return await readFlows(from, io);
  } catch (error) {
    if (from.length === 0 && error instanceof CliError && error.code === "CLI101") return [];
    throw error;
  }
}
