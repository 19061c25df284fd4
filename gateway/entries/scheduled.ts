import { platformClock } from "../../base/waiting.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";
import type { Report } from "../../telemetry/sink.ts";
import type { CronPayload, CronTrigger } from "../../triggers/cron/author.ts";
import type { CronProvider } from "../../triggers/cron/provider.ts";
import type { RawTick } from "../../triggers/cron/trigger.ts";
import { LIMITS, MARGIN_MS, MAX_JITTER_MS } from "../limits.ts";
import { type MountedFlow, mountedOf } from "../mount/mount.ts";
import { type Context, tell } from "../pipeline/context.ts";
import type { Environment } from "../pipeline/environment.ts";
import { execute } from "../pipeline/execution.ts";

/** Runs every flow whose schedule matches the tick, side by side. Never rejects. */
export function createScheduled(
  flows: readonly MountedFlow[],
  { report, environmentOf }: { readonly report: Report; readonly environmentOf: (env: object) => Environment },
): (tick: RawTick, env: object, context: Context) => Promise<void> {
  const schedules = mountedOf<CronTrigger>(flows, "cron").map(({ flow, mounted }) => ({
    flow,
    mounted,
    cron: mounted.spec.provider as CronProvider,
  }));
  return async (tick, env, context) => {
    const environment = environmentOf(env);
    const due = schedules.filter(({ mounted, cron }) => cron.matches(mounted.spec, tick.cron, tick.scheduledTime));
    if (due.length === 0 && !schedules.some(({ mounted }) => mounted.spec.tick === tick.cron)) {
      const { code, message } = failure("MSG102");
      environment.log.warn({ code, cron: tick.cron }, `${message}: no flow has a schedule that fires on ${tick.cron}`);
    }
    const wallAtMs = platformClock.now() + LIMITS.cronWallMs - MARGIN_MS;
    const records: RunRecord[] = [];
    const runs = due.map(async ({ flow, mounted, cron }) => {
      await jitter(mounted.spec);
      return execute({
        trigger: cron.trigger,
        flow,
        mounted,
        raw: tick,
        environment,
        wallAtMs,
        facts: {
          place: mounted.spec.schedule,
          dueAtMs: tick.scheduledTime,
          tickIntervalMs: cron.tickIntervalMs(mounted.spec, tick.scheduledTime),
        },
        ended: (record) => records.push(record),
        waitUntil: (work) => context.waitUntil(work),
      });
    });
    await Promise.all(runs);
    const [first] = due;
    if (first) await keepFailed(records, (run) => first.cron.payloadOf(run.place, tick.scheduledTime), environment);
    tell(report, records, environment, context);
  };
}

/** The platform brings no tick again, so what failed is kept to be replayed. */
async function keepFailed(
  runs: readonly RunRecord[],
  payloadOf: (run: RunRecord) => CronPayload,
  environment: Environment,
): Promise<void> {
  const failed = runs.filter(({ failure }) => failure !== undefined);
  const kept = failed.map((run) => environment.keepFailure?.(run, payloadOf(run), environment));
  await Promise.all(kept);
}

/** The deadline counts from here, so a late start takes no time from the run; the platform's wall is far off. */
function jitter({ jitterMs }: CronTrigger): Promise<void> | undefined {
  if (jitterMs <= 0) return undefined;
  return new Promise((resolve) => platformClock.after(Math.random() * Math.min(jitterMs, MAX_JITTER_MS), resolve));
}
