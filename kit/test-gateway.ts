import { createGateway } from "../gateway/create-gateway.ts";
import type { AnyFlow } from "../gateway/mount/mount.ts";
import type { CapabilityUse } from "../kernel/author/uses.ts";
import type { RunRecord } from "../telemetry/run-record.ts";
import type { Sink } from "../telemetry/sink.ts";
import type { RpcReply } from "../triggers/rpc.ts";
import { recordedBatch, type SentMessage } from "./batch.ts";
import { type Consumer, consumersOf, producersOf } from "./consumers.ts";
import { handleOf } from "./handle-of.ts";
import { memoryEnv, type TestEnv } from "./memory-env.ts";
import { isMemoryProducer, type PendingMessage } from "./memory-producer.ts";
import { type ConsumerRules, type Fate, fateOf } from "./settlement.ts";

export interface TestGatewayOptions {
  readonly flows: readonly AnyFlow[];
  /** Bindings that stand instead of, or beside, those in memory: real ones in workerd, your own doubles, variables. */
  readonly env?: TestEnv;
  /** By queue: what the wrangler file says of its consumer. Default: what the flow's trigger needs. */
  readonly consumers?: Readonly<Record<string, ConsumerRules>>;
}

/** A request's parts; `json` is sent as the body, with its content type. */
export interface TestRequest extends RequestInit {
  readonly json?: unknown;
}

export interface DeliveredMessage extends SentMessage {
  readonly queue: string;
  readonly fate: Fate;
}

/** A gateway in this process, with what it says to the platform. */
export interface TestGateway {
  readonly env: TestEnv;
  /** Every run so far, oldest first. */
  readonly runs: readonly RunRecord[];
  /** The handle that a node with this use gets, to put things in place and to look at them. */
  readonly handle: <Handle>(use: CapabilityUse<Handle>) => Handle;
  /** Bodies that were sent by this producer's binding and not delivered yet, oldest first. */
  readonly sent: (binding: string) => readonly unknown[];
  readonly fetch: (path: string, request?: TestRequest) => Promise<Response>;
  /** Delivers one message. Left out, `attempts` is 1 and `id` is new. */
  readonly message: (queue: string, body: unknown, about?: Partial<SentMessage>) => Promise<DeliveredMessage>;
  /** Delivers what was sent, and what comes of it, until nothing is left. Nobody waits for delays. */
  readonly deliver: () => Promise<readonly DeliveredMessage[]>;
  /** Fires a cron, as the wrangler file writes it; `atMs` is the minute it stands for. */
  readonly tick: (cron: string, atMs?: number) => Promise<void>;
  readonly call: (flow: string, payload?: unknown) => Promise<RpcReply>;
  /** Resolves when all that was left for after the replies is done. */
  readonly idle: () => Promise<void>;
}

const ORIGIN = "http://test.local";
/** A flow that feeds its own queue would go on for ever. */
const MAX_DELIVERIES = 10_000;

/** Mounts flows with everything in memory. Throws an `InvalidFlowsError` as `createGateway` does. */
export function testGateway(options: TestGatewayOptions): TestGateway {
  const { flows } = options;
  const env: TestEnv = { LOG_LEVEL: "silent", ...memoryEnv(flows), ...options.env };
  const consumers = consumersOf(flows, options.consumers ?? {});
  const runs: RunRecord[] = [];
  const sink: Sink = { name: "test", write: (found) => void runs.push(...found), nodes: () => true };
  const gateway = createGateway({ flows, sinks: [sink] });
  const later = new Set<Promise<unknown>>();
  const context = { waitUntil: (work: Promise<unknown>) => void later.add(work) };
  const idle = async () => {
    for (const work of later) {
      await work.catch(() => undefined);
      later.delete(work);
    }
  };
  const consume = async (queue: string, message: SentMessage): Promise<DeliveredMessage> => {
    const { batch, verdictOf } = recordedBatch(queue, [message]);
    const threw = await gateway.queue(batch, env, context).then(
      () => false,
      () => true,
    );
    await idle();
    const fate = fateOf(
      { attempts: message.attempts, verdict: verdictOf(message.id) },
      threw,
      consumers.get(queue)?.rules,
    );
    return { ...message, queue, fate };
  };
  let made = 0;
  return {
    env,
    runs,
    idle,
    handle: (use) => handleOf(use, use.binding === undefined ? undefined : env[use.binding], undefined, env),
    sent: (binding) => producer(env, binding).pending.map(({ body }) => body),
    fetch: (path, request) => gateway.fetch(requestOf(path, request), env, context),
    message: (queue, body, about) => {
      made += 1;
      return consume(queue, { id: `test-${made}`, attempts: 1, timestamp: new Date(), ...about, body });
    },
    deliver: () => deliverAll({ env, flows, consumers, consume }),
    tick: async (cron, atMs = Date.now()) => {
      await gateway.scheduled({ cron, scheduledTime: atMs }, env, context);
      await idle();
    },
    call: (flow, payload) => gateway.invoke({ flow, payload }, env, context),
  };
}

function requestOf(path: string, { json, ...init }: TestRequest = {}): Request {
  const url = new URL(path, ORIGIN);
  if (json === undefined) return new Request(url, init);
  const headers = new Headers(init.headers);
  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  return new Request(url, { method: "POST", ...init, headers, body: JSON.stringify(json) });
}

function producer(env: TestEnv, binding: string) {
  const bound = env[binding];
  if (isMemoryProducer(bound)) return bound;
  throw new TypeError(`${binding} is no producer in memory`);
}

interface Delivery {
  readonly env: TestEnv;
  readonly flows: readonly AnyFlow[];
  readonly consumers: ReadonlyMap<string, Consumer>;
  readonly consume: (queue: string, message: PendingMessage) => Promise<DeliveredMessage>;
}

async function deliverAll({ env, flows, consumers, consume }: Delivery): Promise<readonly DeliveredMessage[]> {
  const producers = [...producersOf(flows)].flatMap(([binding, queue]) => {
    const bound = env[binding];
    return consumers.has(queue) && isMemoryProducer(bound) ? [{ bound, queue }] : [];
  });
  const delivered: DeliveredMessage[] = [];
  for (let next = nextOf(producers); next; next = nextOf(producers)) {
    if (delivered.length === MAX_DELIVERIES) throw new Error(`${MAX_DELIVERIES} deliveries, and still no end`);
    const { bound, queue, message } = next;
    const done = await consume(queue, message);
    delivered.push(done);
    if (done.fate.kind === "redelivered") bound.push({ ...message, ...done.fate });
    if (done.fate.kind === "dead_lettered") toDeadLetters(done, { env, flows });
  }
  return delivered;
}

type Line = { readonly bound: ReturnType<typeof producer>; readonly queue: string };

function nextOf(lines: readonly Line[]): (Line & { readonly message: PendingMessage }) | undefined {
  for (const line of lines) {
    const message = line.bound.take();
    if (message) return { ...line, message };
  }
  return undefined;
}

/** To whatever producer leads to that queue, so that it shows in `sent`. */
function toDeadLetters({ fate, ...message }: DeliveredMessage, { env, flows }: Pick<Delivery, "env" | "flows">): void {
  if (fate.kind !== "dead_lettered") return;
  const [binding] = [...producersOf(flows)].find(([, queue]) => queue === fate.queue) ?? [];
  const bound = binding === undefined ? undefined : env[binding];
  if (isMemoryProducer(bound)) bound.push({ ...message, attempts: 1, delaySeconds: 0 });
}
