import { HELD_ON_MS } from "./ledger-watch.ts";
import type { Gate } from "./objects.ts";
import { currentEvent, type PlatformEvent } from "./platform-event.ts";
import type { World } from "./world.ts";

/** A claim lasts so much longer than its run's guard, from which on it is held on. */
const MARGIN_MS = 2_000;

export const ADMIN_TOKEN = "a-token-of-the-simulator";

/** The bindings of one isolate: every call goes through its gate. */
export function environment(world: World, gate: Gate): object {
  const { ledger, records, sink, blobs, queues, watch } = world;
  const put: typeof sink.put = async (key, value, options) => {
    const heldUntilMs = await watch.effectHeldUntilMs(key);
    return gate("put effect", async () => {
      await noteEffect(key, heldUntilMs, world);
      await sink.put(key, value, options);
    });
  };
  const note: typeof sink.put = (key) => {
    const issuedAtMs = Date.now();
    return gate("put note", async () => noteRun(key, Date.now() > issuedAtMs, world));
  };
  const sendDead = (body: unknown) =>
    gate("send dead letter", async () => {
      world.deadLetters.push(structuredClone(body));
      queues.dead.send(body, Date.now());
    });
  const sendOwn = (body: unknown, { delaySeconds = 0 }: QueueSendOptions = {}) =>
    gate("send deferred", async () => {
      queues.own.send(body, Date.now() + delaySeconds * 1_000);
      if (world.random.chance(world.hazards.lostSends)) throw new Error("the answer of a send is lost");
    });
  return {
    LOG_LEVEL: "silent",
    FLOWGATE_ADMIN_TOKENS: ADMIN_TOKEN,
    LEDGER: ledger.namespace(gate, (...seen) => watch.saw(...seen)),
    RECORDS: records.namespace(gate),
    FLOWGATE_BLOBS: blobs,
    SINK: { ...sink, put },
    NOTES: { ...sink, put: note },
    DEAD: { send: sendDead, sendBatch: sendDead },
    FLOWGATE_QUEUE: { send: sendOwn },
  };
}

/**
 * An effect takes place. What was on its way for longer than its claim lasts, or belongs to a node that works on for
 * longer, cannot be held against the gateway.
 */
async function noteEffect(id: string, heldUntilMs: number | undefined, world: World): Promise<void> {
  const event = currentEvent() as PlatformEvent;
  const { watch, effects, violations } = world;
  if (heldUntilMs === undefined) violations.push(`the effect of ${id} has no claim`);
  const atMs = Date.now();
  const endsMs = atMs + (world.orders.get(id)?.lingerMs ?? 0);
  const excuse = endsMs >= (heldUntilMs ?? 0) + HELD_ON_MS - MARGIN_MS ? "its claim ends before its node" : undefined;
  const isKnown = await watch.isEffectDone(id);
  const wrong = effects.done(id, {
    event,
    atMs,
    entries: ["put effect unanswered", "complete effect", "extend effect"],
    excuse,
  });
  if (atMs >= (heldUntilMs ?? 0)) return;
  if (isKnown) violations.push(`the effect of ${id} was done again after its entry was stored`);
  if (wrong !== undefined) violations.push(`the effect of ${wrong}`);
}

function noteRun(id: string, isLate: boolean, world: World): void {
  const event = currentEvent() as PlatformEvent;
  const entries = ["put note", "complete event", "extend event"];
  const wrong = world.runs.done(id, { event, atMs: Date.now(), entries, excuse: undefined });
  if (wrong !== undefined && !isLate) world.violations.push(`the run of ${wrong}`);
}
