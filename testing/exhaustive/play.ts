import type { Gateway } from "../../gateway/create-gateway.ts";
import type { Objects } from "../simulator/objects.ts";
import type { VirtualTime } from "../simulator/virtual-time.ts";
import type { Choices } from "./choices.ts";
import type { Delivery, NewDelivery } from "./deliveries.ts";
import { nextMoment, type Option, optionsOf, passTo } from "./options.ts";
import { Stage } from "./stage.ts";

/** Where plays take place, one after the other. */
export interface Theatre {
  readonly gateway: Gateway;
  readonly ledger: Objects;
  readonly time: VirtualTime;
}

/** Two deliveries of one event, and how often something may go wrong with them. */
export interface Piece {
  readonly deliveries: readonly [NewDelivery, NewDelivery];
  readonly troubles: number;
}

export interface Played {
  /** Empty when all holds. Undefined: broken off, as what would have followed was seen before. */
  readonly wrong: readonly string[] | undefined;
  /** What was done, in order. */
  readonly steps: readonly Option[];
}

const MAX_STEPS = 300;

/**
 * Plays once, in the order that `choices` says and with what it lets go wrong. A call gets there, and its answer comes
 * back, in one step; between two steps everything goes on as far as it can without another answer. Not ordered against
 * each other are therefore: turns of promises within a step, what a Durable Object does during one call, timers of the
 * same millisecond, and the events of one isolate that dies, since each delivery has an isolate of its own here.
 */
export async function playOnce(piece: Piece, { gateway, ledger, time }: Theatre, choices: Choices): Promise<Played> {
  ledger.clear();
  time.clear();
  const stage = new Stage(ledger);
  const deliveries = piece.deliveries.map((make) => make(gateway, stage));
  const steps: Option[] = [];
  while (steps.length < MAX_STEPS) {
    await time.settle();
    stage.forgetDead();
    const left = piece.troubles - steps.filter(({ trouble }) => trouble !== undefined).length;
    const all = optionsOf(stage, deliveries, time);
    const options = left > 0 ? all : all.filter(({ trouble }) => trouble === undefined);
    if (!options.some(({ trouble }) => trouble === undefined)) {
      const nextMs = isOver(deliveries) ? undefined : nextMoment(deliveries, time);
      if (nextMs === undefined) return { wrong: ending(stage, deliveries), steps };
      await passTo(nextMs, time);
      continue;
    }
    const state = () => stage.state(left, deliveries.map(waitingOf));
    const chosen = options.length === 1 ? 0 : choices.next(options.length, state);
    if (chosen === undefined) return { wrong: undefined, steps };
    const option = options[chosen] as Option;
    steps.push(option);
    await option.take();
  }
  return { wrong: [...stage.wrong, "no end"], steps };
}

/** What a delivery waits for, counted from now. */
function waitingOf({ startAtMs, events, end }: Delivery): unknown {
  return [startAtMs === undefined ? undefined : Math.max(0, startAtMs - Date.now()), events.length > 0, end];
}

function isOver(deliveries: readonly Delivery[]): boolean {
  const isAnyAtWork = deliveries.some(({ events }) => events.some(({ alive }) => alive));
  return !isAnyAtWork && deliveries.every(({ end }) => end !== undefined);
}

function ending({ wrong, deeds }: Stage, deliveries: readonly Delivery[]): readonly string[] {
  const answers = new Set(deliveries.flatMap(({ end }) => (end?.startsWith("answered") ? [end] : [])));
  const isWanted = deliveries.some(({ end }) => end !== "left");
  return [
    ...wrong,
    ...(isOver(deliveries) ? [] : ["nothing goes on"]),
    ...(deeds.length === 0 && isWanted ? ["the event was lost"] : []),
    ...(answers.size > 1 ? ["two answers"] : []),
  ];
}
