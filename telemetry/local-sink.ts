import { isObjectNamespace } from "../base/bindings.ts";
import { pointRows } from "./analytics-engine.ts";
import { type DataPoint, dataPoint } from "./data-point.ts";
import { ANALYTICS_ENGINE } from "./limits.ts";
import type { RunRecord } from "./run-record.ts";
import type { Sink, SinkPort } from "./sink.ts";

/** The Durable Object's methods that telemetry calls. */
export interface LocalMetrics {
  write(points: readonly DataPoint[]): Promise<readonly string[]>;
  read(sql: string, values: readonly (string | number)[]): Promise<readonly Record<string, unknown>[]>;
}

/**
 * The variable FLOWGATE_METRICS: `local` keeps points in the Durable Object that is bound as LOCAL_METRICS, where the
 * dashboard reads them; `strict` does too, and fails on what Analytics Engine would refuse. Unset in production.
 */
export function localMetrics(env: Readonly<Record<string, unknown>>): LocalMetrics | undefined {
  if (env.FLOWGATE_METRICS !== "local" && env.FLOWGATE_METRICS !== "strict") return undefined;
  const namespace = env.LOCAL_METRICS;
  if (!isObjectNamespace<LocalMetrics>(namespace))
    throw new Error("FLOWGATE_METRICS is set, but no Durable Object is bound as LOCAL_METRICS");
  return namespace.getByName("metrics");
}

/** The same points as in Analytics Engine, with one per node, for development and tests. */
export const localSink: Sink = {
  name: "local-metrics",
  nodes: (env) => env.FLOWGATE_METRICS !== undefined,
  // Not async itself: in production it must cost nothing.
  write: (runs, port) => {
    const store = localMetrics(port.env);
    return store && keep(store, runs, port);
  },
};

async function keep(store: LocalMetrics, runs: readonly RunRecord[], { env, log }: SinkPort): Promise<void> {
  const rows = pointRows(runs, { nodes: true, maxPoints: ANALYTICS_ENGINE.maxPoints });
  const problems = await store.write(rows.map(dataPoint));
  if (problems.length === 0) return;
  if (env.FLOWGATE_METRICS === "strict") throw new Error(`Analytics Engine would refuse: ${problems.join("; ")}`);
  log.warn({ problems }, "Analytics Engine would refuse some points");
}
