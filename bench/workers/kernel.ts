import * as v from "valibot";
import { isSecretName } from "../../base/secret-names.ts";
import { platformClock } from "../../base/waiting.ts";
import { catalog } from "../../gateway/mount/full-catalog.ts";
import { sharedClock } from "../../gateway/pipeline/shared-clock.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import type { Invocation } from "../../kernel/invocation.ts";
import { FlowIrSchema } from "../../kernel/ir/schema.ts";
import { makePlan } from "../../kernel/plan/make-plan.ts";
import type { Clock, Ports } from "../../kernel/ports.ts";
import { memoryLimiter } from "../../kernel/run/limiter.ts";
import { run } from "../../kernel/run/run.ts";
import { validate } from "../../kernel/validate/validate.ts";
import { documentOf } from "./document.ts";
import { inTurns } from "./meter.ts";
import { type Kind, type ShapeName, shapes } from "./shapes.ts";

/** What the benches of the kernel ask this Worker. */
export type Task =
  | {
      readonly kind: "run";
      readonly shape: ShapeName;
      readonly calls: Kind;
      readonly nodes: readonly number[];
      /** Whose the guard's timer is: the run's own, as of a request's, or one for all runs, as of a batch's. */
      readonly timer: "own" | "shared";
    }
  | { readonly kind: "validate"; readonly nodes: readonly number[] };

/** By size: nanoseconds of each sample, ours and what it is held against. */
export type Samples = readonly {
  readonly nodes: number;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}[];

const ROUNDS = 15;
const FOREVER_MS = 3_600_000;

function portsWith(own: Clock): Ports {
  return {
    clock: own,
    random: Math.random,
    newCancel: () => new AbortController(),
    handles: () => ({}),
    isSecretName,
    limiter: memoryLimiter(),
  };
}

/** Runs the kernel without a gateway around it. The clock moves here, as it does not in production. */
export default {
  async fetch(request: Request): Promise<Response> {
    const task = (await request.json()) as Task;
    return Response.json(task.kind === "run" ? await timeRuns(task) : await timeValidation(task.nodes));
  },
};

async function timeRuns({ shape, calls, nodes, timer }: Extract<Task, { kind: "run" }>): Promise<Samples> {
  const ports = portsWith(timer === "own" ? platformClock : sharedClock(platformClock));
  const pairs = await Promise.all(
    nodes.map(async (size) => {
      const ours = runOf(shapes[shape].flow(size, calls), ports);
      const byHand = shapes[shape].byHand(size, calls);
      const theirs = () => byHand(1);
      const [value, outcome] = [await theirs(), await ours()];
      if (outcome.kind !== "completed" || outcome.value !== value)
        throw new Error(`${shape} of ${size}: ${JSON.stringify(outcome)}`);
      return [ours, theirs];
    }),
  );
  return side(nodes, await inTurns(pairs.flat(), ROUNDS));
}

function runOf(flow: Flow<never, unknown>, ports: Ports) {
  const plan = makePlan(flow as Flow);
  const labels = {
    "flow.run_id": "01890000-0000-7000-8000-000000000000",
    "flow.id": plan.id,
    "flow.version": plan.version,
    "flow.trigger": "rpc",
    "flow.capture": flow.ir.capture ?? "",
    "flow.source": "rpc",
    "flow.event_id": "event",
    "flow.attempt": "1",
  };
  const { trigger, capture } = { trigger: labels["flow.trigger"], capture: labels["flow.capture"] };
  const metadata = { labels, extensions: {} };
  return () => {
    const deadlineAtMs = Date.now() + FOREVER_MS;
    const invocation: Invocation = { flow: plan.flow, trigger, capture, payload: 1, deadlineAtMs, metadata };
    return run(plan, invocation, ports);
  };
}

async function timeValidation(nodes: readonly number[]): Promise<Samples> {
  const works = nodes.flatMap((size) => {
    const document = documentOf(size);
    const ir = v.parse(FlowIrSchema, document);
    const findings = validate(ir, catalog);
    if (findings.length > 0) throw new Error(JSON.stringify(findings.slice(0, 3)));
    return [() => validate(ir, catalog), () => v.parse(FlowIrSchema, document)];
  });
  return side(nodes, await inTurns(works, ROUNDS));
}

/** Samples that were taken in turns, ours first. */
function side(nodes: readonly number[], samples: readonly (readonly number[])[]): Samples {
  return nodes.map((size, index) => ({
    nodes: size,
    ours: samples[2 * index] ?? [],
    theirs: samples[2 * index + 1] ?? [],
  }));
}
