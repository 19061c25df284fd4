import type { RunRecord } from "../../telemetry/run-record.ts";
import type { Report } from "../../telemetry/sink.ts";
import { type MountedFlow, mounted } from "../mount/mount.ts";
import { type Context, tell } from "../pipeline/context.ts";
import type { Environment } from "../pipeline/environment.ts";
import { execute } from "../pipeline/execution.ts";
import { boundBlobs } from "../stores/bound-blobs.ts";
import type { ReplayPorts } from "./replay.ts";
import { REPLAY_SPEC, replayTrigger } from "./replay-trigger.ts";

type Launch = Pick<ReplayPorts, "launch" | "guardMsOf">;

/** Runs failed events again by the same way as all others. */
export function launcher(
  flows: readonly MountedFlow[],
  report: Report,
): (environment: Environment, context: Context) => Launch {
  const byName = new Map(flows.map((flow) => [flow.flow.name, flow]));
  const guardMsOf = (name: string) => byName.get(name)?.plan.timeoutMs ?? replayTrigger.defaultTimeoutMs;
  return (environment, context) => ({ guardMsOf, launch: launchIn(byName, report, environment, context) });
}

function launchIn(
  byName: ReadonlyMap<string, MountedFlow>,
  report: Report,
  environment: Environment,
  context: Context,
): Launch["launch"] {
  return async (record, runId) => {
    const flow = byName.get(record.flow);
    if (!flow) return undefined;
    const alias = flow.plan.entries.has(record.trigger) ? record.trigger : flow.plan.direct.alias;
    const records: RunRecord[] = [];
    const outcome = await execute({
      trigger: replayTrigger,
      flow,
      mounted: mounted(flow.flow, flow.plan, alias, REPLAY_SPEC),
      raw: { record, blobs: boundBlobs(environment.env) },
      environment,
      runId,
      facts: { place: record.place, ...(record.runId !== undefined && { links: [record.runId] }) },
      ended: (ended) => records.push(ended),
      waitUntil: (work) => context.waitUntil(work),
    });
    tell(report, records, environment, context);
    return outcome.kind;
  };
}
