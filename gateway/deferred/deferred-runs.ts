import { v7 as uuidv7 } from "uuid";
import { hasMethods } from "../../base/bindings.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { Json } from "../../kernel/json.ts";
import { failureResponse } from "../../triggers/http/failure-response.ts";
import type { Feature } from "../features/feature.ts";
import { sweeping } from "../features/large-messages.ts";
import { boundBlobs } from "../stores/bound-blobs.ts";
import { consumeDeferred } from "./consume.ts";
import { defer } from "./defer.ts";
import { readStatus } from "./status.ts";

/**
 * Routes that answer `async`: 202 with a status address, and the run from the gateway's own queue. Needs a producer
 * `FLOWGATE_QUEUE` and a consumer of `queue`, and the ledger.
 */
export function deferredRuns(queue = "flowgate"): Feature {
  return {
    name: "deferred-runs",
    consumers: ({ flows }) => ({
      [queue]: (message, signal, scope) => consumeDeferred(message, signal, { ...scope, flows }),
    }),
    defer: (invocation, { env, ledger }) =>
      defer(invocation, { queue: boundQueue(env.FLOWGATE_QUEUE), ledger, blobs: boundBlobs(env), newId: uuidv7 }),
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

function boundQueue(bound: unknown): { send(body: Json): Promise<unknown> } | undefined {
  return hasMethods(bound, ["send"]) ? (bound as { send(body: Json): Promise<unknown> }) : undefined;
}
