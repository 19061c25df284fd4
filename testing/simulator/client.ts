import type { Order } from "./flows.ts";
import type { Isolate } from "./isolate.ts";
import type { PlatformEvent } from "./platform-event.ts";
import type { World } from "./world.ts";

export type Fetch = (request: Request, env: object, context: PlatformEvent["context"]) => Promise<Response>;

/** What the people of a history share. */
export interface Crowd {
  readonly world: World;
  /** The isolate that the next event goes to. */
  readonly isolate: () => Isolate;
  readonly fetch: Fetch;
  readonly isOver: () => boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly replayed: boolean;
  readonly location: string | undefined;
}

/** A client with an order that it wants to be taken. */
export interface Sent {
  readonly order: Order;
  readonly path: "/orders" | "/later";
  /** Every final answer that any of the client's tries got. */
  readonly answers: Answer[];
  /** What the address in a 202 said in the end; undefined for a client that got none. */
  fate: string | undefined;
  tries: number;
}

const CLIENT_TIMEOUT_MS = 30_000;
/** Orders that fail for good, and how often a client believes it. */
const HOPELESS: readonly Order["kind"][] = ["poison", "unusable", "misfit"];
const BELIEVES_AFTER = 3;

/** Sends an order until it has a final answer, always with the same key, as a careful client does. */
export async function insist(request: Sent, crowd: Crowd): Promise<void> {
  const { world, isOver } = crowd;
  while (!isOver()) {
    request.tries++;
    const answer = await tryOnce(orderRequest(request), crowd);
    if (answer) {
      if (!EXPECTED.includes(answer.status)) world.violations.push(`${request.order.id} got ${answer.status}`);
      if (isFinal(answer, request)) break;
    }
    await pause(2_000 + world.random.below(6_000));
  }
  await follow(request, crowd);
}

/** Asks at the address of a 202 until the run has come to something. */
async function follow(request: Sent, crowd: Crowd): Promise<void> {
  const location = request.answers.find(({ status }) => status === 202)?.location;
  if (location === undefined) return;
  while (!crowd.isOver()) {
    const answer = await tryOnce(() => new Request(new URL(location, ORIGIN)), crowd);
    if (answer?.status === 200) request.fate = String((JSON.parse(answer.body) as { status?: string }).status);
    if (request.fate !== undefined && request.fate !== "pending") return;
    await pause(5_000 + crowd.world.random.below(20_000));
  }
}

const ORIGIN = "https://gateway.test";
/** 409 while the first try runs, 499 for nobody, 500 for a bug or an output that is none, 503 and 504 for the moment. */
const EXPECTED: readonly number[] = [200, 202, 409, 499, 500, 503, 504];

type NewRequest = (signal: AbortSignal) => Request;

function orderRequest({ order, path }: Sent): NewRequest {
  const headers = { "content-type": "application/json", "idempotency-key": `"${order.id}"` };
  return (signal) =>
    new Request(new URL(path, ORIGIN), { method: "POST", headers, body: JSON.stringify(order), signal });
}

/** One request. Undefined when the client heard nothing: it left, lost its patience, or its isolate died. */
export async function tryOnce(make: NewRequest, { world, isolate, fetch }: Crowd): Promise<Answer | undefined> {
  const { env, begin } = isolate();
  const event = begin();
  const source = new AbortController();
  const request = make(source.signal);
  const patienceMs = world.random.chance(world.hazards.leaving) ? world.random.below(15_000) : CLIENT_TIMEOUT_MS;
  const answering = event.handle((context) => fetch(request, env, context)).then(answerOf);
  let stopWaiting: ReturnType<typeof setTimeout> | undefined;
  const gone = new Promise<undefined>((resolve) => {
    stopWaiting = setTimeout(() => resolve(undefined), patienceMs);
  });
  const silence = event.ended.then((end) => (end === "over" ? answering : undefined));
  const answer = await Promise.race([answering, gone, silence]);
  clearTimeout(stopWaiting);
  if (!answer) event.leave(() => source.abort());
  return answer;
}

async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const body = await response.text();
  const replayed = headers.get("idempotency-replayed") === "true";
  return { status, body, replayed, location: headers.get("location") ?? undefined };
}

function isFinal(answer: Answer, { order, answers }: Sent): boolean {
  const { status } = answer;
  const refused = status === 422 || (status === 500 && HOPELESS.includes(order.kind));
  if (status < 400 || refused) answers.push(answer);
  return status < 400 || (refused && answers.length >= BELIEVES_AFTER);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
