import { type Crowd, pause, tryOnce } from "./client.ts";
import { ADMIN_TOKEN } from "./environment.ts";
import { FLOW, LATER } from "./flows.ts";

/** How an operator replays what failed. */
export interface Replaying {
  /** When what was wrong is repaired and the operator begins; milliseconds after the start. */
  readonly afterMs: number;
  /** How often the operator goes through what is open. */
  readonly rounds: number;
  /** So many people replay the same failure at the same moment. */
  readonly atOnce: number;
  /** They do it by filter. */
  readonly bulk: boolean;
  /** One more replay of what was replayed well, which needs `force`. */
  readonly again: boolean;
}

interface Failure {
  readonly id: string;
  readonly code: string;
}

/** Failures that are replayed in one round, and how long a round is given: longer than any lease. */
const PER_ROUND = 3;
const ROUND_MS = 40_000;
/** What an operator may be answered; 409 says who has it. */
const EXPECTED: readonly number[] = [200, 404, 409, 422, 500, 503, 504];

/** Replays open failures a few times over, some of which will go well now. */
export async function operate({ rounds, atOnce, bulk, again }: Replaying, crowd: Crowd): Promise<void> {
  for (let round = 0; round < rounds && !crowd.isOver(); round++) {
    for (const flow of [FLOW, LATER]) {
      const open = await failures(flow, crowd);
      const asked = bulk ? [undefined] : open.slice(0, PER_ROUND).map(({ id }) => id);
      const people = asked.flatMap((id) => Array.from({ length: atOnce }, () => replay(flow, id, crowd)));
      await Promise.all(people);
    }
    await pause(ROUND_MS);
  }
  if (again) await replayAgain(crowd);
}

/** What was replayed well is not open any more: whoever replays it all the same does nothing. */
async function replayAgain(crowd: Crowd): Promise<void> {
  for (const flow of [FLOW, LATER]) {
    const all = await failures(flow, crowd, "all");
    const open = new Set((await failures(flow, crowd)).map(({ id }) => id));
    for (const { id } of all) if (!open.has(id)) await replay(flow, id, crowd);
  }
}

async function failures(flow: string, crowd: Crowd, which: "open" | "all" = "open"): Promise<readonly Failure[]> {
  const query = which === "open" ? "&open=true" : "";
  const answer = await ask("GET", `/_flow/failures?flow=${flow}${query}`, undefined, crowd);
  return answer?.status === 200 ? (JSON.parse(answer.body) as { failures: Failure[] }).failures : [];
}

async function replay(flow: string, id: string | undefined, crowd: Crowd): Promise<void> {
  const body = id === undefined ? { flow, rate: 1_000 } : {};
  const path = id === undefined ? "/_flow/failures/replay" : `/_flow/failures/${encodeURIComponent(id)}/replay`;
  const answer = await ask("POST", path, body, crowd);
  if (answer && !EXPECTED.includes(answer.status)) crowd.world.violations.push(`a replay got ${answer.status}`);
}

function ask(method: string, path: string, body: unknown, crowd: Crowd) {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" };
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const url = new URL(path, "https://gateway.test");
  return tryOnce((signal) => new Request(url, { method, headers, signal, ...text }), crowd);
}
