import type { Consume, Feature } from "../features/feature.ts";
import type { MountedFlow } from "../mount/mount.ts";
import { boundRecords } from "../stores/bound.ts";
import { boundBlobs } from "../stores/bound-blobs.ts";
import { boundSeals } from "../stores/ledger-secrets.ts";
import { awayDelaySeconds } from "../stores/store-away.ts";
import { keepDeadLetter } from "./dead-letters.ts";

/**
 * Keeps what arrives in dead-letter queues, so that people find and replay it: `deadLetterStore({ "orders-dead": "orders" })`
 * says whose messages they are. Needs `RECORDS`, without which the messages stay in their queue, and `LEDGER`, which keeps the
 * key that the gateway knows its own letters by.
 */
export function deadLetterStore(flowByQueue: Readonly<Record<string, string>>): Feature {
  return {
    name: "dead-letters",
    consumers: ({ flows }) =>
      Object.fromEntries(
        Object.entries(flowByQueue).map(([queue, name]) => {
          const flow = flows.find((mounted) => mounted.flow.name === name);
          return [queue, keep(flow)];
        }),
      ),
  };
}

function keep(flow: MountedFlow | undefined): Consume {
  const trigger = flow?.triggers.find(({ spec }) => spec.kind === "queue")?.trigger;
  return (message, _signal, { environment, queue }, unreadable) => {
    const { env, log } = environment;
    const records = boundRecords(env);
    if (!records || unreadable?.retry === "transient") {
      const fields = { queue, message_id: message.id, attempts: message.attempts, code: unreadable?.code ?? "CAP101" };
      log.error(fields, records ? "a dead letter could not be loaded" : "RECORDS is not bound to keep dead letters");
      return { kind: "retry", delaySeconds: awayDelaySeconds(message.attempts) };
    }
    const source = { queue, flow: flow?.flow.name, version: flow?.flow.version, trigger };
    return keepDeadLetter(message, source, { records, blobs: boundBlobs(env), seals: boundSeals(environment), log });
  };
}
