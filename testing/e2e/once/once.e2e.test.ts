import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seeded } from "../../simulator/random.ts";
import { insist, leave, post, wait } from "./client.ts";
import { type ServedGateway, serveGateway } from "./gateway.ts";
import { deliverAll } from "./queue.ts";

/** `FLOWGATE_LARGE=1 npx vitest run --project e2e testing/e2e/once` takes minutes, and prints what it saw. */
const LARGE = process.env.FLOWGATE_LARGE !== undefined;
const CLIENTS = LARGE ? 100 : 12;
const MESSAGES = LARGE ? 20_000 : 200;
const KILLS = LARGE ? 9 : 2;
const SEED = Number(process.env.FLOWGATE_SEED ?? Math.floor(Math.random() * 1_000_000_000));

function report(text: string): void {
  if (LARGE) process.stdout.write(`${text}\n`);
}

let gateway: ServedGateway;
let lastId = 0;
const newId = (): string => String(++lastId);

beforeAll(async () => {
  gateway = await serveGateway();
});
afterAll(() => gateway.stop());

/** Ids whose effect was not done exactly once. */
async function notOnce(ids: readonly string[]): Promise<readonly string[]> {
  const effects = await gateway.effects();
  return ids.filter((id) => effects[id] !== 1).map((id) => `${id}: ${effects[id] ?? 0}`);
}

async function hasEffect(id: string): Promise<void> {
  while ((await gateway.effects())[id] === undefined) await wait(10);
}

const isOk = async (response: Response): Promise<boolean> => ((await response.json()) as { ok: boolean }).ok;

describe("a client that resets its connection", () => {
  it.each(["/plain", "/keyed"])(
    `of %s finds one effect and an answer when it comes back, seed ${SEED}`,
    async (path) => {
      const random = seeded(SEED);
      const clients = Array.from({ length: CLIENTS }, () => ({ id: newId(), leavesAfterMs: random.below(650) }));
      const seen = await Promise.all(
        clients.map(async ({ id, leavesAfterMs }, index) => {
          const body = { id, before: 100, during: 300, after: 150 };
          const sending = { port: gateway.port("once"), path, body, headers: { "idempotency-key": `"${path}${id}"` } };
          await leave(sending, () => (index === 0 ? hasEffect(id) : wait(leavesAfterMs)));
          return insist(sending);
        }),
      );
      expect(await notOnce(clients.map(({ id }) => id))).toEqual([]);
      const statuses = new Set(seen.flatMap((one) => one.statuses));
      expect([...statuses].filter((status) => status !== 200 && status !== 409)).toEqual([]);
      // A lease that is left behind lasts 22 seconds; the run is over after half of one.
      expect(seen.filter(({ tookMs }) => tookMs > 15_000)).toEqual([]);
      const replayed = seen.filter(({ response }) => response.headers.get("idempotency-replayed") === "true");
      expect(replayed).toContain(seen[0]);
      report(`${path}: ${CLIENTS} clients left, ${replayed.length} got the stored answer, none had a second effect`);
    },
  );

  it("in the middle of a stream leaves what goes on beside it", async () => {
    const id = newId();
    const body = { id, during: 500 };
    const sending = { port: gateway.port("once"), path: "/stream", body, headers: { accept: "text/event-stream" } };
    await leave(sending, async (response) => {
      for await (const _ of await response) break;
    });
    await wait(1_000);
    // What the first has left is done by now: the second takes its output, and tells of no failure while it is read.
    await leave(sending, async (response) => {
      let text = "";
      for await (const chunk of await response) {
        text += String(chunk);
        if (text.includes('{"count":5}')) break;
      }
      expect(text).not.toContain("event: error");
    });
    expect(await notOnce([id])).toEqual([]);
  });

  it("behind a Worker that calls over a binding leaves a run that ends", async () => {
    const id = newId();
    const call = { flow: "keyed", payload: { id, during: 500 } };
    const sending = { port: gateway.port("driver"), path: "/call", body: call };
    await leave(sending, () => wait(200));
    await insist(sending, isOk);
    expect(await notOnce([id])).toEqual([]);
  });
});

describe("a guard of a second that passes while a keyed node works", () => {
  /** Milliseconds that the node works, from a little less than its guard to well behind it. */
  const delays = LARGE ? Array.from({ length: 25 }, (_, step) => 950 + step * 50) : [1_000, 1_300, 1_700, 2_200];
  const cases = (): { id: string; during: number }[] => delays.map((during) => ({ id: newId(), during }));

  it.each([
    ["with a key of its own", true],
    ["without one", false],
  ])("leaves one effect for a caller %s, however often it tries", async (_, keyed) => {
    const orders = cases();
    await Promise.all(
      orders.map((body) => {
        const headers: Record<string, string> = keyed ? { "idempotency-key": `"guarded-${body.id}"` } : {};
        return insist({ port: gateway.port("once"), path: "/guarded", body, headers });
      }),
    );
    expect(await notOnce(orders.map(({ id }) => id))).toEqual([]);
  });

  it("leaves one effect for a caller over a binding", async () => {
    const orders = cases();
    await Promise.all(
      orders.map((payload) =>
        insist({ port: gateway.port("driver"), path: "/call", body: { flow: "guarded", payload } }, isOk),
      ),
    );
    expect(await notOnce(orders.map(({ id }) => id))).toEqual([]);
  });

  it("leaves one effect for a message that comes again", async () => {
    const orders = cases();
    await deliverAll(gateway, { queue: "guarded", orders, batch: 10 });
    expect(await notOnce(orders.map(({ id }) => id))).toEqual([]);
  });

  it("leaves one effect for a tick that fires twice", async () => {
    const scheduledTime = 1_700_000_100_000;
    const sending = { port: gateway.port("driver"), path: "/tick", body: scheduledTime };
    await post(sending);
    await post(sending);
    expect(await notOnce([`tick-${scheduledTime}`])).toEqual([]);
  });
});

describe("an effect whose output cannot be used", () => {
  it("is not done again, and fails the same way each time", async () => {
    const id = newId();
    for (let attempt = 0; attempt < 3; attempt++) {
      const response = await post({ port: gateway.port("once"), path: "/badly", body: { id } });
      expect(response.status).toBe(500);
      expect(await response.json()).toMatchObject({ code: "RUN011" });
    }
    expect(await notOnce([id])).toEqual([]);
  });
});

describe("a Worker that is killed", () => {
  it(`${KILLS} times has each of ${MESSAGES} messages done, and again only what it had in hand, seed ${SEED}`, {
    timeout: 1_200_000,
  }, async () => {
    const random = seeded(SEED);
    const orders = Array.from({ length: MESSAGES }, () => ({ id: newId() }));
    const kills = Array.from({ length: KILLS }, (_, kill) => {
      return { handed: Math.floor(((kill + 0.5) * MESSAGES) / KILLS), afterMs: random.below(300) };
    });
    const { killed, inHand } = await deliverAll(gateway, { queue: "messages", orders, batch: 50, atOnce: 2, kills });
    expect(killed).toBe(KILLS);
    const effects = await gateway.effects();
    expect(orders.filter(({ id }) => !effects[id])).toEqual([]);
    // What had its effect and not its entry yet when the process ended is not known to be done.
    const again = orders.filter(({ id }) => (effects[id] ?? 0) > 1);
    expect(again.length).toBeLessThanOrEqual(inHand);
    expect(again.filter(({ id }) => (effects[id] ?? 0) > KILLS + 1)).toEqual([]);
    report(`${MESSAGES} messages, ${killed} kills with ${inHand} in hand: ${again.length} effects done again`);
  });
});
