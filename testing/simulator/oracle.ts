import { sha256Base64Url } from "../../base/hash.ts";
import { flowOf, type Order } from "./flows.ts";
import type { History } from "./history.ts";
import { idOf } from "./ticks.ts";

/** Longer than any lease of the simulated flow. */
const LONGER_THAN_LEASES_MS = 60_000;

/** What is wrong with how a history ended, against what follows from its orders alone. Empty when all holds. */
export async function judge(history: History, pass: (ms: number) => void): Promise<readonly string[]> {
  const { world } = history;
  const found = [
    ...world.violations,
    ...lostMessages(history),
    ...wrongAnswers(history),
    ...lostTicks(history),
    ...(await wrongState(history)),
  ];
  pass(LONGER_THAN_LEASES_MS);
  for (const key of world.claimed) {
    const { kind } = await world.ledger.claim(key, { leaseMs: 0 });
    if (kind === "in_flight") found.push(`key ${key} is locked past its lease`);
  }
  return found;
}

function lostMessages({ queue, world }: History): readonly string[] {
  return queue.flatMap(({ id, order, fate }) => {
    if (fate !== "acked" && fate !== "given up") return [`message ${id} is still ${fate}`];
    const dead = world.deadLetters.some((letter) => isFor(letter, id, order));
    const applied = world.writes.has(order.id);
    if (order.kind === "poison") return dead ? [] : [`poison ${id} has no dead letter`];
    return applied || dead ? [] : [`message ${id} was lost`];
  });
}

/** A record names the message; what the platform sent there bare is the order itself. */
function isFor(letter: unknown, id: string, order: Order): boolean {
  return letter === order || (letter as { readonly message_id?: string }).message_id === id;
}

/** A tick that is disturbed may be lost, as nothing brings it again; any other has its effect. */
function lostTicks({ ticks, world }: History): readonly string[] {
  const open = ticks.filter(({ firings }) => firings.some(({ fate }) => fate !== "over"));
  const lost = world.trace.length > 0 ? [] : ticks.filter((tick) => !world.writes.has(idOf(tick)));
  return [
    ...open.map((tick) => `tick ${idOf(tick)} did not end`),
    ...lost.map((tick) => `tick ${idOf(tick)} had no effect`),
  ];
}

function wrongAnswers({ sent, world }: History): readonly string[] {
  return sent.flatMap(({ order, answers }) => {
    const [answer] = answers;
    if (!answer) return [`request ${order.id} has no answer`];
    if (order.kind === "poison") return answer.status >= 400 ? [] : [`poison ${order.id} was taken`];
    const others = sent.filter((other) => other.order.id === order.id).flatMap((other) => other.answers);
    const bodies = new Set(others.map(({ body }) => body));
    const calm = world.trace.length === 0;
    return bodies.size > 1 && calm ? [`request ${order.id} has several answers`] : [];
  });
}

/** The sink holds the orders that were taken and no other, and no effect that is known to be done was done again. */
async function wrongState({ queue, sent, ticks, world }: History): Promise<readonly string[]> {
  const found: string[] = [];
  const times = new Set(ticks.map(idOf));
  const orders = new Map([...queue, ...sent].map(({ order }) => [order.id, order]));
  for (const [id, writes] of world.writes) {
    const isWanted = times.has(id) || (orders.has(id) && orders.get(id)?.kind !== "poison");
    if (!isWanted) found.push(`${id} has an effect that it must not have`);
    if (writes > 1 && world.trace.length === 0) found.push(`the effect of ${id} was done ${writes} times`);
    const stored = await world.sink.get(id, "text");
    if (stored?.value !== JSON.stringify({ id })) found.push(`the effect of ${id} is ${stored?.value}`);
    const key = `effect/${flowOf(id)}/save/${await sha256Base64Url(id)}`;
    const late = world.lateWrites.get(key);
    if (late !== undefined) found.push(`the effect of ${id} was done ${late} times after it was known to be done`);
  }
  return found;
}
