import type { Order } from "./flows.ts";
import type { Isolate, World } from "./isolate.ts";

export interface Sent {
  readonly order: Order;
  /** Every final answer that any of the client's tries got. */
  readonly answers: { readonly status: number; readonly body: string; readonly replayed: boolean }[];
  tries: number;
}

const CLIENT_TIMEOUT_MS = 30_000;

/** Sends an order until it has a final answer, always with the same key, as a careful client does. */
export async function insist(
  request: Sent,
  {
    world,
    isolate,
    fetch,
    isOver,
  }: {
    readonly world: World;
    readonly isolate: () => Isolate;
    readonly fetch: (request: Request, env: object) => Promise<Response>;
    readonly isOver: () => boolean;
  },
): Promise<void> {
  while (!isOver()) {
    request.tries++;
    const served = isolate();
    const sent = new Request("https://gateway.test/orders", {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": `"${request.order.id}"` },
      body: JSON.stringify(request.order),
    });
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, CLIENT_TIMEOUT_MS));
    const response = await Promise.race([fetch(sent, served.env), late, served.end]);
    if (response && served.alive) {
      const { status } = response;
      if (status < 400 || status === 422 || (status === 500 && request.order.kind === "poison")) {
        const replayed = response.headers.get("idempotency-replayed") === "true";
        request.answers.push({ status, body: await response.text(), replayed });
        return;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 2_000 + world.random.below(6_000)));
  }
}
