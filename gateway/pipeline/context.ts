import type { RunRecord } from "../../telemetry/run-record.ts";
import type { Report } from "../../telemetry/sink.ts";
import type { Environment } from "./environment.ts";

/** The part of the platform's context that is used here. */
export interface Context {
  waitUntil(work: Promise<unknown>): void;
}

/** Tells the sinks of what ran in one event of the platform. Never throws and never waits. */
export function tell(report: Report, runs: readonly RunRecord[], { env, log }: Environment, context: Context): void {
  report(runs, { env, log, waitUntil: (work) => context.waitUntil(work) });
}
