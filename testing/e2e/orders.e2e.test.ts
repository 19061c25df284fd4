import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalServer, startLocal, until } from "./local-server.ts";

const ORDER = { id: "once-1", total: 10, express: true };
let storage: string;
let server: LocalServer;

beforeAll(async () => {
  storage = await mkdtemp(join(tmpdir(), "flowgate-orders-"));
  server = await startLocal(storage);
});
afterAll(async () => {
  await server?.stop();
  await rm(storage, { recursive: true, force: true });
});

const post = (path: string, body: unknown, headers: Record<string, string>) =>
  fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

/** As a careful client does: until the order is taken, always with the same key. */
async function insist(): Promise<{ readonly body: string; readonly replayed: boolean }> {
  const send = () => post("/orders", ORDER, { "idempotency-key": '"once-1"' });
  const response = await until(send, ({ status }) => status !== 409);
  expect(response.status).toBe(202);
  return { body: await response.text(), replayed: response.headers.get("idempotency-replayed") === "true" };
}

/** The receipt is the first thing that the consumer stores. */
async function consumerIsAtWork(): Promise<boolean> {
  const files = await readdir(join(storage, "v3", "r2", "receipts"), { recursive: true }).catch(() => []);
  return files.some((file) => file.startsWith("blobs/"));
}

describe("an order that is posted five times at once, and whose consumer is killed half way", () => {
  it("is applied once", { timeout: 240_000 }, async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, insist));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);

    const deadlineMs = Date.now() + 20_000;
    while (!(await consumerIsAtWork()) && Date.now() < deadlineMs) await new Promise((next) => setTimeout(next, 1));
    await server.kill();
    server = await startLocal(storage);

    // The platform brings a message again that was not acked. The local queue dies with its process, so the operator
    // sends it anew, twice, as a queue may: what the killed run has claimed or done is known by the order's id.
    const authorization = `Bearer ${server.token}`;
    for (const _ of ["again", "and again"]) {
      const sent = await post("/_flow/queues/ORDERS_QUEUE/messages", { body: ORDER }, { authorization });
      expect(sent.status).toBe(202);
    }
    expect((await insist()).replayed).toBe(true);

    // No longer than the killed run's leases: its guard of 60 s and two more.
    const read = () => fetch(`${server.url}/orders/once-1`);
    const found = await until(read, ({ status }) => status === 200, 150_000);
    expect(await found.json()).toMatchObject({ id: "once-1", due: 27, applied: 1 });
  });
});
