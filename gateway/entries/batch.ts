import { FlowError, failure } from "../../kernel/errors/failure.ts";
import type { Clock } from "../../kernel/ports.ts";
import type { Verdict } from "../../triggers/queue/settlement.ts";

export interface BatchOptions<Message> {
  /** Messages that run at once; at least 1. */
  readonly concurrency: number;
  /** Messages with the same key run in order, one at a time; undefined stands alone. */
  readonly keyOf?: ((message: Message) => string | undefined) | undefined;
  /** Milliseconds since the epoch. From then on nothing starts, and what runs is told to end. */
  readonly guardAtMs: number;
  /** What runs longer than this after the guard is retried while it still runs. Default 1,000. */
  readonly graceMs?: number;
  readonly clock: Clock;
  /** Runs a message to its verdict, its dead letter stored; whatever it throws is a retry. */
  readonly run: (message: Message, signal: AbortSignal) => Verdict | Promise<Verdict>;
  /** Acks or retries, at once. Called exactly once per message. */
  readonly settle: (message: Message, verdict: Verdict) => void;
}

const RETRY: Verdict = Object.freeze({ kind: "retry" });

/** Runs a batch and settles each of its messages, whatever happens to them. Never rejects. */
export async function runBatch<Message>(messages: readonly Message[], options: BatchOptions<Message>): Promise<void> {
  const lanes = planBatch(messages, options.keyOf);
  const guard = startGuard(options);
  const open = new Set(messages);
  const settle = (message: Message, verdict: Verdict): void => {
    if (open.delete(message)) options.settle(message, verdict);
  };
  const settling = { ...options, settle };
  let next = 0;
  const worker = async () => {
    for (let lane = lanes[next++]; lane; lane = lanes[next++]) await runLane(lane, settling, guard.signal);
  };
  const workers = Array.from({ length: Math.min(options.concurrency, lanes.length) }, worker);
  await Promise.race([Promise.all(workers), guard.late]);
  guard.stop();
  for (const message of open) settle(message, RETRY);
}

/** Groups messages that have to run one after the other, in the order in which they came. */
export function planBatch<Message>(
  messages: readonly Message[],
  keyOf: ((message: Message) => string | undefined) | undefined,
): readonly (readonly Message[])[] {
  if (!keyOf) return messages.map((message) => [message]);
  const lanes: Message[][] = [];
  const byKey = new Map<string, Message[]>();
  for (const message of messages) {
    const key = keyOf(message);
    const lane = key === undefined ? undefined : byKey.get(key);
    if (lane) {
      lane.push(message);
      continue;
    }
    const started = [message];
    lanes.push(started);
    if (key !== undefined) byKey.set(key, started);
  }
  return lanes;
}

interface Guard {
  readonly signal: AbortSignal;
  /** Resolves when the grace after the guard is over. */
  readonly late: Promise<void>;
  readonly stop: () => void;
}

function startGuard({ clock, guardAtMs, graceMs = 1_000 }: BatchOptions<never>): Guard {
  const source = new AbortController();
  const remainingMs = Math.max(0, guardAtMs - clock.now());
  const stopGuard = clock.after(remainingMs, () => source.abort(FlowError.of(failure("TIME015"))));
  let stopLate: (() => void) | undefined;
  const late = new Promise<void>((resolve) => {
    stopLate = clock.after(remainingMs + graceMs, resolve);
  });
  const stop = () => {
    stopGuard();
    stopLate?.();
  };
  return { signal: source.signal, late, stop };
}

/** A message that is retried holds back those behind it, for as long as itself. */
async function runLane<Message>(
  lane: readonly Message[],
  options: BatchOptions<Message>,
  signal: AbortSignal,
): Promise<void> {
  let held: Verdict | undefined;
  for (const message of lane) {
    const verdict: Verdict = held ?? (await runOne(message, options, signal));
    if (verdict.kind === "retry") held = verdict;
    options.settle(message, verdict);
  }
}

async function runOne<Message>(
  message: Message,
  { run, clock, guardAtMs }: BatchOptions<Message>,
  signal: AbortSignal,
): Promise<Verdict> {
  if (signal.aborted || clock.now() >= guardAtMs) return RETRY;
  try {
    return await run(message, signal);
  } catch {
    return RETRY;
  }
}
