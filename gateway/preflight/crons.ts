import { type Diagnostic, diagnostic } from "../../kernel/errors/diagnostic.ts";
import type { CronTrigger } from "../../triggers/cron/author.ts";
import { utcClock, zoneClock } from "../../triggers/cron/calendar.ts";
import { parseCron } from "../../triggers/cron/grammar.ts";
import { isDue, nextTicks } from "../../triggers/cron/schedule.ts";
import { PLAN_LIMITS } from "../limits.ts";
import type { TriggerAt } from "../readiness/rule.ts";
import type { ConfigRule } from "./config-rule.ts";
import { keyFragment } from "./fragment.ts";
import { weekdayFix } from "./schedules.ts";
import { keyOf, type WranglerConfig } from "./wrangler-config.ts";

/** CRON101: so can each cron of the wrangler file, which wrangler itself does not look at. */
export const cronsAreReadable: ConfigRule = (_needs, config) =>
  cronsOf(config).flatMap((cron, index) => {
    const parsed = parseCron(cron);
    if (parsed.ok) return [];
    const at = { file: config.file, key: keyOf(config, "triggers", "crons", index) };
    return [diagnostic("CRON101", `cron "${cron}": ${parsed.failure}`, at, weekdayFix(cron))];
  });

/** CRON102: the cron that fires a flow is in the wrangler file, character for character. */
export const ticksAreListed: ConfigRule = ({ crons }, config) => {
  const listed = cronsOf(config);
  const missing = crons.filter(({ spec }) => !listed.includes(spec.tick) && parseCron(spec.tick).ok);
  const all = [...new Set([...listed, ...missing.map(({ spec }) => spec.tick)])];
  return missing.map(({ flow, node, spec }) => {
    const at = { flow: flow.name, node, file: config.file, key: keyOf(config, "triggers", "crons") };
    const message = `${config.file} lists no cron "${spec.tick}", so nothing fires the flow`;
    return diagnostic("CRON102", message, at, keyFragment(config, "triggers", "crons", all));
  });
};

/** CRON103: whenever a schedule is due, the cron that is to fire it is due too. Walks the calendar, so not in the Worker. */
export const ticksMeetSchedules: ConfigRule = ({ crons }) => crons.flatMap(missedFinding);

/** How many due times are looked at, from a fixed instant on: the rule answers the same every day. */
const SAMPLE = 24;
const FROM_MS = Date.UTC(2026, 0, 1);

function missedFinding({ flow, node, spec }: TriggerAt<CronTrigger>): readonly Diagnostic[] {
  const missedMs = firstMissed(spec);
  if (missedMs === undefined) return [];
  const missed = new Date(missedMs).toISOString();
  const message = `"${spec.schedule}" is due at ${missed}, when its tick "${spec.tick}" does not fire`;
  return [diagnostic("CRON103", message, { flow: flow.name, node })];
}

function firstMissed({ schedule, tick, timezone }: CronTrigger): number | undefined {
  if (tick === "* * * * *" || (tick === schedule && timezone === undefined)) return undefined;
  const [due, fires] = [parseCron(schedule), parseCron(tick)];
  if (!due.ok || !fires.ok) return undefined;
  const clock = timezone === undefined ? utcClock : zoneClock(timezone);
  return nextTicks(due.value, FROM_MS, SAMPLE, clock).find((instantMs) => !isDue(fires.value, instantMs));
}

/** LIMIT101: no more crons than an account may have. */
export const cronsAreFew: ConfigRule = (needs, config, { plan }) => {
  const crons = new Set([...cronsOf(config), ...needs.crons.map(({ spec }) => spec.tick)]);
  const max = PLAN_LIMITS[plan].crons;
  if (crons.size <= max) return [];
  const message = `${crons.size} crons; the ${plan} plan takes ${max} for the whole account`;
  const fix = 'let the flows share one: give their triggers `tick: "* * * * *"`, and list only that cron';
  return [diagnostic("LIMIT101", message, { file: config.file, key: keyOf(config, "triggers", "crons") }, fix)];
};

const cronsOf = ({ settings }: WranglerConfig): readonly string[] => settings.triggers?.crons ?? [];
