import { matches } from "./matches.ts";
import { tickIntervalMs } from "./tick-interval.ts";
import { cronPayload, cronTrigger } from "./trigger.ts";

/** What a gateway needs to run schedules. They bring it along, so that a Worker without any does not hold the grammar. */
export const cronProvider = { trigger: cronTrigger, matches, tickIntervalMs, payloadOf: cronPayload } as const;

export type CronProvider = typeof cronProvider;
