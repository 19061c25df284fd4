import * as v from "valibot";
import { kv } from "../../capabilities/kv/kv.ts";
import { createGateway, type Gateway } from "../../gateway/create-gateway.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import { http } from "../../triggers/http/author.ts";
import { queue } from "../../triggers/queue/author.ts";
import { objectClasses } from "../simulator/object-classes.ts";
import { Objects } from "../simulator/objects.ts";
import { takeOver } from "../simulator/take-over.ts";
import type { Theatre } from "./play.ts";

export interface OpenTheatre extends Theatre {
  readonly close: () => void;
}

/** Shorter than any wait for an answer, so that it passes first. */
const GUARD_MS = 1_000;

/** The same each time, so that a delivery does not depend on how many there were before. */
const RETRY = { maxAttempts: 100, backoffMs: 1_000, maxBackoffMs: 1_000 };

/** One keyed node, which goes on for a while after its effect. */
function orders() {
  const save = node({
    input: v.object({ id: v.string() }),
    uses: { sink: kv("SINK", "write"), rest: kv("REST", "write") },
    idempotency: { key: "/id" },
    run: async ({ id }, { sink, rest }) => {
      await sink.put(id, {});
      await rest.put(id, {});
      return { saved: id };
    },
  });
  return flow("orders", "1.0.0", { timeoutMs: GUARD_MS })
    .on(http.post("/orders"), queue("orders", { retry: RETRY }))
    .node("save", save)
    .respond("save");
}

/** `spoil` puts a fault back. */
export async function openTheatre(spoil: (gateway: Gateway) => Gateway = (gateway) => gateway): Promise<OpenTheatre> {
  const { Ledger } = await objectClasses();
  const { time, draw, giveBack } = takeOver();
  draw(() => 0.5);
  const gateway = spoil(createGateway({ flows: [orders()], sinks: [] }));
  return { gateway, ledger: new Objects(Ledger, 1), time, close: giveBack };
}
