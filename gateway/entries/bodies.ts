import { type CheckedOut, LOOKALIKE, PLAIN, pointerForm } from "../../capabilities/queue/claim-check.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { Verdict } from "../../triggers/queue/settlement.ts";
import type { BatchScope, Consume, OpenBody } from "../features/feature.ts";

/** The bodies of one batch. */
export interface Bodies {
  readonly take: Consume;
  /** To be told of each message's end: only what is acked loses what was kept of it, since the rest comes again. */
  readonly settled: (message: Message, verdict: Verdict, scope: BatchScope) => void;
}

/** Loads the body that a pointer stands for before `consume` sees the message. */
export function bodiesFor(consume: Consume, openBody: OpenBody = refuse): Bodies {
  const releases = new Map<Message, () => Promise<void>>();
  const load: Consume = async (message, signal, scope) => {
    const out = await openBody(message.body, scope.environment);
    if (out.kind === "plain") {
      if (out.lookalike) warnOfLookalike(message, "a pointer to a large body", scope);
      return consume(message, signal, scope);
    }
    if (out.kind === "failed") return consume(message, signal, scope, out.failure);
    releases.set(message, out.release);
    return consume(withBody(message, out.body), signal, scope);
  };
  return {
    take: (message, signal, scope) => (isPointer(message.body) ? load : consume)(message, signal, scope),
    settled: (message, { kind }, { context }) => {
      const release = releases.get(message);
      if (release && kind === "ack") context.waitUntil(release());
    },
  };
}

/** For messages whose consumer opens them itself. */
export function bodiesAsSent(consume: Consume): Bodies {
  return { take: consume, settled: () => undefined };
}

/** Looks in one bucket after the other. While one of them does not answer, the pointer may be one of its own. */
export function firstOf(opens: readonly OpenBody[]): OpenBody | undefined {
  if (opens.length < 2) return opens[0];
  return async (body, environment) => {
    const found: CheckedOut[] = [];
    for (const open of opens) {
      const out = await open(body, environment);
      if (out.kind === "loaded") return out;
      found.push(out);
    }
    const failed = found.filter((out) => out.kind === "failed");
    return failed.find((out) => out.failure.retry === "transient") ?? failed[0] ?? (found[0] as CheckedOut);
  };
}

function isPointer(body: unknown): boolean {
  return typeof body === "object" && body !== null && "flowgate_claim_check" in body;
}

/** The platform's message has its fields on its prototype. */
function withBody(message: Message, body: unknown): Message {
  return {
    id: message.id,
    timestamp: message.timestamp,
    attempts: message.attempts,
    body,
    ack: () => message.ack(),
    retry: (options) => message.retry(options),
  };
}

/** Somebody's data, but worth a word: it may also be a message whose sender has another key than this gateway. */
function warnOfLookalike(
  { id }: Pick<Message, "id">,
  form: string,
  { environment, queue }: Pick<BatchScope, "environment" | "queue">,
): void {
  const { code, message } = failure("MSG104");
  environment.log.warn({ code, queue, message_id: id, form }, `${message}: it is taken for data`);
}

/**
 * Without the feature nothing can be loaded, and nothing but this says why a body is not what its schema asks. Whether a seal
 * is genuine cannot be said here, so that none that bears one is run; without any it is surely no pointer.
 */
const refuse: OpenBody = (body) => {
  const form = pointerForm(body);
  if (form !== "sealed") return form === "none" ? PLAIN : LOOKALIKE;
  const message = "the body is kept in a bucket, and the gateway has no feature largeMessages() to load it";
  return { kind: "failed", failure: failure("LIMIT101", message, { retry: "unknown" }) };
};
