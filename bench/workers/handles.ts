import { isSecretName } from "../../base/secret-names.ts";
import { platformClock } from "../../base/waiting.ts";
import { clock as clockUse } from "../../capabilities/clock/clock.ts";
import { openHandles } from "../../capabilities/handles.ts";
import { capabilities } from "../../capabilities/index.ts";
import { kv } from "../../capabilities/kv/kv.ts";
import { memoryKv } from "../../capabilities/kv/memory.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import type { PlaceOptions } from "../../kernel/author/place.ts";
import { makePlan } from "../../kernel/plan/make-plan.ts";
import { memoryLimiter } from "../../kernel/run/limiter.ts";
import { run } from "../../kernel/run/run.ts";
import { inTurns } from "./meter.ts";

/** Nanoseconds per run of a chain of 100 nodes: without capabilities, and with them. */
export interface HandleSamples {
  readonly without: readonly number[];
  readonly handed: readonly number[];
}

const ROUNDS = 40;
const NODES = 100;
const FOREVER_MS = 3_600_000;

const later = (async (value: number) => value + 1) as (value: unknown) => Promise<number>;
const plain = node({ run: later });
/** By `HANDED`: a store, whose handle all runs share; or what knows its run, too. */
const handed = {
  shared: node({ uses: { orders: kv("ORDERS", "read") }, run: later }),
  perStep: node({ uses: { orders: kv("ORDERS", "read"), time: clockUse() }, run: later }),
};

/** Runs the executor alone, as its own bench does. The clock moves here, as it does not in production. */
export default {
  async fetch(_: Request, { HANDED }: { readonly HANDED: keyof typeof handed }): Promise<Response> {
    const env = { ORDERS: memoryKv() };
    const works = [plain, handed[HANDED]].map((unit) => chainRun(unit, env));
    for (const work of works) {
      const outcome = await work();
      if (outcome.kind !== "completed") throw new Error(JSON.stringify(outcome));
    }
    const [without, withThem] = await inTurns(works, ROUNDS);
    return Response.json({ without, handed: withThem });
  },
};

/** The builder without its types, which a loop cannot follow. */
interface Builder {
  node(alias: string, unit: unknown, place?: PlaceOptions<string>): Builder;
  respond(alias: string): Flow<never, unknown>;
}

function chainRun(unit: unknown, env: Readonly<Record<string, unknown>>) {
  let builder = (flow("chain", "1.0.0") as unknown as Builder).node("n0", unit);
  for (let index = 1; index < NODES; index++) builder = builder.node(`n${index}`, unit, { after: `n${index - 1}` });
  const plan = makePlan(builder.respond(`n${NODES - 1}`) as Flow);
  const ports = {
    clock: platformClock,
    random: Math.random,
    newCancel: () => new AbortController(),
    handles: openHandles(plan, env, capabilities),
    isSecretName,
    limiter: memoryLimiter(),
  };
  const labels = {
    "flow.run_id": "01890000-0000-7000-8000-000000000000",
    "flow.id": plan.id,
    "flow.version": plan.version,
    "flow.trigger": "rpc",
    "flow.capture": `n${NODES - 1}`,
    "flow.source": "rpc",
    "flow.event_id": "event",
    "flow.attempt": "1",
  };
  const metadata = { labels, extensions: {} };
  return () => {
    const deadlineAtMs = Date.now() + FOREVER_MS;
    const about = { flow: plan.flow, trigger: "rpc", capture: labels["flow.capture"], payload: 1 };
    return run(plan, { ...about, deadlineAtMs, metadata }, ports);
  };
}
