import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PUT_BACK } from "../simulator/put-back.ts";
import { Choices } from "./choices.ts";
import { message, type NewDelivery, request } from "./deliveries.ts";
import { type OpenTheatre, openTheatre } from "./open-theatre.ts";
import { TROUBLES, type Trouble } from "./options.ts";
import { type Played, playOnce } from "./play.ts";

/** How much goes wrong in one play at most; two take some minutes. */
const troubles = Number(process.env.FLOWGATE_TROUBLES ?? 1);

/** Every call of a delivery that nothing stands in the way of, in their order. */
const AWAITS = [
  "claim event",
  "claim effect",
  "put effect",
  "rest of the node",
  "complete effect",
  "complete event",
] as const;

type Pair = readonly [NewDelivery, NewDelivery];
const MESSAGES: Pair = [message, message];
const REQUESTS: Pair = [request, request];

/** Everything there is to play, until `isEnough`. */
async function playAll(theatre: OpenTheatre, deliveries: Pair, isEnough: (played: Played) => boolean = () => false) {
  const choices = new Choices();
  const struck = new Set<string>();
  const wrong: string[] = [];
  let plays = 0;
  do {
    const played = await playOnce({ deliveries, troubles }, theatre, choices);
    plays++;
    for (const { trouble, at } of played.steps) for (const call of at) struck.add(`${trouble} at ${call}`);
    if (played.wrong) choices.ended();
    if (played.wrong?.length) wrong.push([...played.wrong, ...played.steps.map(({ name }) => `  ${name}`)].join("\n"));
    if (isEnough(played)) break;
  } while (choices.turn());
  return { choices, plays, struck, wrong };
}

describe("two deliveries of one event", () => {
  let theatre: OpenTheatre;

  beforeAll(async () => {
    theatre = await openTheatre();
  });

  afterAll(() => theatre.close());

  it.each<[string, Pair, readonly Trouble[]]>([
    ["a message that is delivered twice", MESSAGES, TROUBLES.filter((trouble) => trouble !== "left")],
    ["a request and its retry", REQUESTS, TROUBLES],
  ])(
    "keep every promise in every order: %s",
    async (name, pair, kinds) => {
      const { choices, plays, struck, wrong } = await playAll(theatre, pair);
      console.info(`${name}: ${choices.plays} histories in ${plays} plays, which met in ${choices.states} states`);
      expect(wrong.slice(0, 3)).toEqual([]);
      const everywhere = AWAITS.flatMap((call) => kinds.map((kind) => `${kind} at ${call}`));
      expect([...struck]).toEqual(expect.arrayContaining(everywhere));
      // At least: each trouble at each call of the first delivery, while the second starts before any of them or after all.
      expect(choices.plays).toBeGreaterThan(kinds.length * AWAITS.length * (AWAITS.length + 1));
      expect(plays).toBeGreaterThan(kinds.length * AWAITS.length);
    },
    600_000,
  );
});

describe("the exhaustive player", () => {
  it.each([
    ["nothing is kept alive for a client that left", REQUESTS],
    ["an effect that outlives its guard is not entered", MESSAGES],
  ])("sees it when %s", async (name, pair) => {
    const theatre = await openTheatre(PUT_BACK.find((fault) => fault.name === name)?.spoil);
    const { wrong } = await playAll(theatre, pair, (played) => (played.wrong ?? []).length > 0);
    theatre.close();
    expect(wrong[0]).toMatch(/^the effect was done again; its event/);
  });
});
