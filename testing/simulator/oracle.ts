import type { Answer, Sent } from "./client.ts";
import type { Order } from "./flows.ts";
import type { History } from "./history.ts";
import { wrongAfterLeaving } from "./leaving.ts";
import { idOf } from "./ticks.ts";
import { isKept, type World } from "./world.ts";

/** What is wrong with how a history ended, against what follows from its orders alone. Empty when all holds. */
export async function judge(history: History): Promise<readonly string[]> {
  const { world } = history;
  return [
    ...world.violations,
    ...world.watch.violations,
    ...lostMessages(history),
    ...lostLetters(history),
    ...history.sent.flatMap((request) => wrongAnswers(request, history)),
    ...lostTicks(history),
    ...wrongAfterLeaving(world),
    ...(await wrongEffects(history)),
  ];
}

function lostMessages({ world }: History): readonly string[] {
  const open = Object.values(world.queues).flatMap(({ name, messages }) =>
    messages
      .filter(({ fate }) => fate !== "acked" && fate !== "given up")
      .map(({ id, fate }) => `message ${id} of ${name} is still ${fate}`),
  );
  const lost = world.queues.orders.messages.flatMap(({ id, body }) => {
    const order = body as Order;
    const dead = hasLetter(id, order, world) || isKept(order.id, world);
    if (order.kind === "poison") return dead ? [] : [`poison ${id} has no dead letter`];
    return world.effects.has(order.id) || dead ? [] : [`message ${id} was lost`];
  });
  return [...open, ...lost];
}

/** A record names the message; what the platform sent there bare is the order itself. */
function hasLetter(messageId: string, { id }: Order, { queues, deadLetters }: World): boolean {
  const sent = [...deadLetters, ...queues.dead.messages.map(({ body }) => body)];
  return sent.some((letter) => {
    const { message_id, id: bare } = letter as { readonly message_id?: string; readonly id?: string };
    return message_id === messageId || bare === id;
  });
}

/** What was taken off the dead-letter queue is in the store. */
function lostLetters({ world }: History): readonly string[] {
  const kept = world.records.rows("failures", "SELECT record FROM failures").map(({ record }) => String(record));
  return world.queues.dead.messages
    .filter(({ fate, body }) => fate === "acked" && !kept.some((record) => record.includes(orderIn(body))))
    .map(({ id }) => `dead letter ${id} is not in the store`);
}

/** The id of the order in a failure record, or in a bare message, as it stands in JSON. */
function orderIn(letter: unknown): string {
  const { body = letter } = letter as { readonly body?: unknown };
  return JSON.stringify((body as Order).id);
}

/** A tick that is disturbed may be lost, as nothing brings it again; any other has its effect. */
function lostTicks({ ticks, world }: History): readonly string[] {
  const open = ticks.filter(({ firings }) => firings.some(({ fate }) => fate !== "over"));
  const lost = world.trace.length > 0 ? [] : ticks.filter((tick) => !world.effects.has(idOf(tick)));
  return [
    ...open.map((tick) => `tick ${idOf(tick)} did not end`),
    ...lost.map((tick) => `tick ${idOf(tick)} had no effect`),
  ];
}

const HOPELESS: readonly Order["kind"][] = ["poison", "unusable", "misfit"];

function wrongAnswers(request: Sent, { sent, world }: History): readonly string[] {
  const { order, path, answers, fate } = request;
  const [answer] = answers;
  if (!answer) return [`request ${order.id} has no answer`];
  const others = sent.filter((other) => other.order.id === order.id).flatMap((other) => other.answers);
  if (path === "/later") return [...wrongFate(order, fate, world), ...severalAddresses(order, others)];
  if (HOPELESS.includes(order.kind)) return answer.status >= 400 ? [] : [`${order.kind} ${order.id} was taken`];
  if (!world.effects.has(order.id)) return [`request ${order.id} was taken and has no effect`];
  const bodies = new Set(others.map(({ body }) => body));
  const isAfresh = others.filter(({ replayed }) => !replayed).length > 1;
  const isWrong = (bodies.size > 1 || isAfresh) && world.runs.isKnown(order.id);
  return isWrong ? [`request ${order.id} has several answers`] : [];
}

/** Also where the first answer was lost. */
function severalAddresses({ id }: Order, answers: readonly Answer[]): readonly string[] {
  const addresses = new Set(answers.flatMap(({ location }) => location ?? []));
  return addresses.size > 1 ? [`the deferred ${id} has several addresses`] : [];
}

/** A deferred run that was accepted comes to its effect, or to a failure that is kept; and its status says so. */
function wrongFate(order: Order, fate: string | undefined, world: World): readonly string[] {
  if (fate === undefined || fate === "pending") return [`the deferred ${order.id} is ${fate ?? "unknown"} for ever`];
  if (fate === "completed") return world.runs.has(order.id) ? [] : [`the deferred ${order.id} is not completed`];
  return isKept(order.id, world) ? [] : [`the deferred ${order.id} failed and is not kept`];
}

/** The sink holds the orders that were taken and no other. */
async function wrongEffects({ ticks, world }: History): Promise<readonly string[]> {
  const found: string[] = [];
  const times = new Set(ticks.map(idOf));
  for (const id of world.effects.ids()) {
    const kind = world.orders.get(id)?.kind;
    const isWanted = times.has(id) || (kind !== undefined && !NO_EFFECT.includes(kind));
    if (!isWanted) found.push(`${id} has an effect that it must not have`);
    const stored = await world.sink.get(id, "text");
    if (stored?.value !== JSON.stringify({ id })) found.push(`the effect of ${id} is ${stored?.value}`);
  }
  return found;
}

const NO_EFFECT: readonly Order["kind"][] = ["poison", "failing", "hanging"];
