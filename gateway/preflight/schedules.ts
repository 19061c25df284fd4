import { diagnostic } from "../../kernel/errors/diagnostic.ts";
import { type Cron, parseCron } from "../../triggers/cron/grammar.ts";
import { scheduleProblems } from "../../triggers/cron/matches.ts";
import type { FlowRule } from "../readiness/rule.ts";

/** CRON101: each schedule, tick and time zone of the flows can be read. */
export const schedulesAreReadable: FlowRule = ({ crons }) =>
  crons.flatMap(({ flow, node, spec }) =>
    scheduleProblems(spec.wiring).map((problem) =>
      diagnostic("CRON101", problem, { flow: flow.name, node }, weekdayFix(spec.schedule)),
    ),
  );

/** A 0 for Sunday is another cron's grammar, where every weekday's number is one less. */
export function weekdayFix(schedule: string): string | undefined {
  const [minute, hour, day, month, weekday = "", ...rest] = schedule.split(/[ \t]+/);
  if (rest.length > 0 || !/(^|[,-])0($|[,/-])/.test(weekday)) return undefined;
  const shifted = weekday.replace(/(?<![/\d])\d/g, (number) => String((Number(number) % 7) + 1));
  const read = parseCron([minute, hour, day, month, shifted].join(" "));
  return read.ok ? suggestion(read.value) : undefined;
}

const suggestion = ({ text }: Cron) => `write "${text}": Cloudflare counts weekdays from 1, Sunday, to 7, Saturday`;
