import type { Failure } from "../kernel/errors/failure.ts";
import type { Invocation } from "../kernel/invocation.ts";
import { failureOf, type Outcome, type RunStats, type StreamEnd, type Streaming } from "../kernel/outcome.ts";
import type { NodeRecord } from "./step-log.ts";

/** How a run ended, after its stream if it had one. */
export type Ended = Exclude<Outcome, Streaming> | StreamEnd;

/** Who ran: from the invocation, or from the trigger alone when the event was refused before there was one. */
export interface RunIdentity {
  readonly runId: string;
  readonly flow: string;
  readonly version: string;
  /** Alias of the trigger node. */
  readonly trigger: string;
  /** The trigger's kind: `http`, `queue`, `cron`, `rpc`. */
  readonly source: string;
  readonly eventId: string;
  /** 1 for the first delivery. */
  readonly attempt: number;
  readonly deadlineAtMs: number;
}

/** What only the gateway saw of a run. Whatever does not apply is left out. */
export interface RunFacts {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** The route's template with its method, the queue's name, or the schedule. */
  readonly place: string;
  /** When the message was sent or the tick was due, in milliseconds since the epoch. */
  readonly dueAtMs?: number;
  /** From this tick to the next, as the schedule has it. */
  readonly tickIntervalMs?: number;
  /** HTTP status of the reply. */
  readonly status?: number;
  /** What became of the message: `ack`, `retry` or `dead_letter`. */
  readonly settlement?: string;
  readonly batchSize?: number;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  /** Three letters of the data centre, from `request.cf.colo`. */
  readonly colo?: string;
  /** Id of the deployed version. */
  readonly workerVersion?: string;
  /** 32 hex digits. */
  readonly traceId?: string;
  /** Whether the trace's maker says that its id is random. */
  readonly traceRandom?: boolean;
  /** Trace ids or run ids of what this run came from or led to. */
  readonly links?: readonly string[];
  readonly nodes?: readonly NodeRecord[];
  /** As `shownPayload` gives it. */
  readonly payload?: unknown;
}

/** A finished run, as every sink gets it. Only logs look into `failure.cause`. */
export interface RunRecord extends RunIdentity {
  readonly outcome: Ended["kind"];
  /** Empty when the run did not fail. */
  readonly code: string;
  readonly failure: Failure | undefined;
  /** Alias of the node that failed, empty if none did. */
  readonly failedNode: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly durationMs: number;
  /** How long the run was allowed to take. */
  readonly guardMs: number;
  readonly place: string;
  readonly dueAtMs: number;
  /** From due to started: queue lag or cron lateness; 0 where nothing was due. */
  readonly lagMs: number;
  readonly tickIntervalMs: number;
  readonly status: number;
  readonly settlement: string;
  readonly nodesRun: number;
  /** Tries of nodes beyond the first. */
  readonly retries: number;
  /** Aliases of the nodes whose effects were done before: what they gave then stands for what they would give now. */
  readonly kept: readonly string[];
  readonly batchSize: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly streamItems: number;
  readonly colo: string;
  readonly workerVersion: string;
  readonly traceId: string;
  readonly traceRandom: boolean;
  readonly links: readonly string[];
  /** Empty unless the run's steps were collected. */
  readonly nodes: readonly NodeRecord[];
  /** Undefined unless some sink shows payloads; then redacted and bounded. */
  readonly payload: unknown;
}

const NO_STATS: RunStats = { stepsRun: 0, retries: 0 };
const NONE: readonly never[] = [];

export function identify(invocation: Invocation): RunIdentity {
  const { labels } = invocation.metadata;
  return {
    runId: labels["flow.run_id"],
    flow: invocation.flow,
    version: labels["flow.version"],
    trigger: invocation.trigger,
    source: labels["flow.source"],
    eventId: labels["flow.event_id"],
    attempt: Number(labels["flow.attempt"]),
    deadlineAtMs: invocation.deadlineAtMs,
  };
}

/** Puts together what every sink is told of a run. Pure, and written out field by field: it runs for every run. */
export function runRecord(identity: RunIdentity, ended: Ended, facts: RunFacts): RunRecord {
  const failure = failureOf(ended);
  const { stepsRun, retries, kept = NONE } = ("stats" in ended ? ended.stats : undefined) ?? NO_STATS;
  const { startedAtMs, endedAtMs, dueAtMs = 0, tickIntervalMs = 0, nodes = NONE, links = NONE } = facts;
  const { status = 0, settlement = "", batchSize = 0, bytesIn = 0, bytesOut = 0 } = facts;
  const { colo = "", workerVersion = "", traceId = "", traceRandom = false } = facts;
  return {
    runId: identity.runId,
    flow: identity.flow,
    version: identity.version,
    trigger: identity.trigger,
    source: identity.source,
    eventId: identity.eventId,
    attempt: identity.attempt,
    deadlineAtMs: identity.deadlineAtMs,
    outcome: ended.kind,
    code: failure?.code ?? "",
    failure,
    failedNode: failure ? failedNode(failure, nodes) : "",
    startedAtMs,
    endedAtMs,
    // Clocks of two machines may disagree, and a clock may be set back: never below 0.
    durationMs: Math.max(0, endedAtMs - startedAtMs),
    guardMs: Math.max(0, identity.deadlineAtMs - startedAtMs),
    place: facts.place,
    dueAtMs,
    lagMs: dueAtMs === 0 ? 0 : Math.max(0, startedAtMs - dueAtMs),
    tickIntervalMs,
    status,
    settlement,
    nodesRun: stepsRun,
    retries,
    kept,
    batchSize,
    bytesIn,
    bytesOut,
    streamItems: "items" in ended ? ended.items : 0,
    colo,
    workerVersion,
    traceId,
    traceRandom,
    links,
    nodes,
    payload: facts.payload,
  };
}

function failedNode(failure: Failure, nodes: readonly NodeRecord[]): string {
  const named = failure.details?.node;
  if (typeof named === "string") return named;
  return nodes.find((node) => node.status === "failed")?.node ?? "";
}
