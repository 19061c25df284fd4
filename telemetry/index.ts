import { analyticsEngine } from "./analytics-engine.ts";
import { localSink } from "./local-sink.ts";
import { logSink } from "./log-sink.ts";
import type { Sink } from "./sink.ts";

/** Where every run is told unless a gateway is given its own list. */
export const sinks = [logSink, analyticsEngine(), localSink] as const satisfies readonly Sink[];
