import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";

export interface Order {
  readonly id: string;
  readonly before?: number;
  readonly during?: number;
  readonly after?: number;
}

export interface Sending {
  readonly port: number;
  readonly path: string;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request on a socket of its own, and goes away in the middle: by a reset, as a client that crashes does. */
export async function leave(
  sending: Sending,
  when: (response: Promise<IncomingMessage>) => Promise<unknown>,
): Promise<void> {
  const { port, path, body, headers = {} } = sending;
  const sent = request({
    host: "127.0.0.1",
    port,
    path,
    method: "POST",
    agent: false,
    headers: { "content-type": "application/json", ...headers },
  });
  sent.on("error", () => undefined);
  const response = new Promise<IncomingMessage>((resolve) => {
    sent.once("response", resolve);
  });
  sent.end(JSON.stringify(body));
  await once(sent, "finish");
  await when(response);
  sent.socket?.resetAndDestroy();
}

export function post({ port, path, body, headers = {} }: Sending): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close", ...headers },
    body: JSON.stringify(body),
  });
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends a request until the answer is final, as a careful client does. Gives the tries' statuses with the answer. */
export async function insist(
  sending: Sending,
  isFinal: (response: Response) => boolean | Promise<boolean> = ({ status }) => status < 400,
): Promise<{ readonly response: Response; readonly statuses: readonly number[]; readonly tookMs: number }> {
  const startedAtMs = Date.now();
  const statuses: number[] = [];
  for (;;) {
    const response = await post(sending);
    statuses.push(response.status);
    const tookMs = Date.now() - startedAtMs;
    if (await isFinal(response)) return { response, statuses, tookMs };
    if (tookMs > 30_000) throw new Error(`no final answer to ${JSON.stringify(sending)}, but ${statuses.join(", ")}`);
    await wait(50);
  }
}
