import { v7 as uuidv7 } from "uuid";
import { failure } from "../../kernel/errors/failure.ts";
import { failureResponse } from "../../triggers/http/failure-response.ts";
import type { Feature } from "../features/feature.ts";
import { sweeping } from "../features/large-messages.ts";
import { boundQueue } from "../stores/bound.ts";
import { boundBlobs } from "../stores/bound-blobs.ts";
import { boundSeals } from "../stores/ledger-secrets.ts";
import { consumeDeferred } from "./consume.ts";
import { defer } from "./defer.ts";
import { givingUp } from "./give-up.ts";
import { readStatus } from "./status.ts";

/**
 * Routes that answer `async`: 202 with a status address, and the run from the gateway's own queue. Needs a producer
 * `FLOWGATE_QUEUE` of `queue`, consumers of `queue` and of its dead-letter queue, and the ledger.
 */
export function deferredRuns(queue = "flowgate", deadLetterQueue = `${queue}-dead`): Feature {
  return {
    name: "deferred-runs",
    ownConsumers: ({ flows }) => ({
      [queue]: (message, signal, scope) => consumeDeferred(message, signal, { ...scope, flows }),
      [deadLetterQueue]: givingUp(queue, flows),
    }),
    defer: (invocation, { env, ledger }, key) => {
      const ports = { queue: boundQueue(env), queueName: queue, newId: uuidv7 };
      return defer(invocation, { ...ports, ledger, seals: boundSeals({ ledger, env }), blobs: boundBlobs(env) }, key);
    },
    daily: sweeping(),
    routes: () => [
      {
        method: "GET",
        path: "/_flow/status/:id",
        // The address is the secret: a run id is not to be guessed.
        handle: async ({ params }, { ledger }) => {
          const found = ledger && (await readStatus(params.id ?? "", ledger));
          if (found === undefined) return failureResponse(failure("HTTP104", "no run has this id"));
          return Response.json(found, { headers: { "cache-control": "no-store" } });
        },
      },
    ],
  };
}
