import { hasMethods } from "../base/bindings.ts";
import { coalesce } from "./coalesce.ts";
import type { Row } from "./columns.ts";
import { type DataPoint, dataPoint } from "./data-point.ts";
import { ANALYTICS_ENGINE } from "./limits.ts";
import { nodeRow, runRow } from "./rows.ts";
import type { RunRecord } from "./run-record.ts";
import type { Sink } from "./sink.ts";

export interface PointOptions {
  /** Name that the wrangler file binds. Default `METRICS`. */
  readonly binding?: string;
  /** One point per node too. Default false. */
  readonly nodes?: boolean;
  /** Points of one invocation of the Worker; more runs than that are merged. Default 25, at most 250. */
  readonly maxPoints?: number;
}

/** Writes one data point per run to Analytics Engine. A point stands for several runs only in a large batch. */
export function analyticsEngine(options: PointOptions = {}): Sink {
  const { binding = "METRICS", nodes = false } = options;
  return {
    name: "analytics-engine",
    nodes: () => nodes,
    write: (runs, { env }) => {
      const dataset = env[binding];
      if (!isDataset(dataset)) throw new Error(`no Analytics Engine dataset is bound as ${binding}`);
      let reason: unknown;
      for (const row of pointRows(runs, options)) {
        const refused = refusal(dataset, dataPoint(row));
        reason ??= refused;
      }
      if (reason !== undefined) throw reason;
    },
  };
}

/** The rows of one invocation: runs first, then as many nodes as the count leaves room for. */
export function pointRows(runs: readonly RunRecord[], options: PointOptions): readonly Row[] {
  const { nodes = false, maxPoints = ANALYTICS_ENGINE.safePoints } = options;
  const max = Math.min(maxPoints, ANALYTICS_ENGINE.maxPoints);
  if (!nodes) return coalesce(runs.map(runRow), max);
  const ofNodes = runs.flatMap((run) => run.nodes.map((node) => nodeRow(run, node)));
  const ofRuns = coalesce(runs.map(runRow), Math.max(Math.ceil(max / 2), max - ofNodes.length));
  return [...ofRuns, ...coalesce(ofNodes, max - ofRuns.length)];
}

interface Dataset {
  writeDataPoint(point: DataPoint): void;
}

function isDataset(value: unknown): value is Dataset {
  return hasMethods(value, ["writeDataPoint"]);
}

/** A data point keeps the limits by its making; where the platform throws all the same, the other points go on. */
function refusal(dataset: Dataset, point: DataPoint): unknown {
  try {
    dataset.writeDataPoint(point);
    return undefined;
  } catch (error) {
    return error;
  }
}
