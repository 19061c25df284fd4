import type { CheckedOut } from "../../capabilities/queue/claim-check.ts";
import type { Failure } from "../../kernel/errors/failure.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";
import type { Report } from "../../telemetry/sink.ts";
import type { HttpRoute } from "../../triggers/http/routes.ts";
import type { Verdict } from "../../triggers/queue/settlement.ts";
import type { MountedFlow } from "../mount/mount.ts";
import type { Context } from "../pipeline/context.ts";
import type { Defer } from "../pipeline/deferral.ts";
import type { Environment } from "../pipeline/environment.ts";
import type { KeepFailure } from "../pipeline/failure-keeper.ts";
import type { ClosedPath } from "../readiness/public-paths.ts";

/** What every handler is given beside its event. */
export type HandlerArgs = readonly [environment: Environment, context: Context];

/** A route of a flow, of a feature or of the gateway itself. */
export interface GatewayRoute extends HttpRoute<HandlerArgs> {
  /** Its path, where it says something of the inside: only the operator sees it, and whom FLOWGATE_PUBLIC lets. */
  readonly closed?: ClosedPath;
}

/** Whether a request brings the operator's credentials. */
export type IsOperator = (request: Request, environment: Environment) => Promise<boolean>;

/**
 * What a gateway can do beyond running flows. A plain object in `createGateway({ features })`; what is not there is not in
 * the Worker's bundle.
 */
export interface Feature {
  readonly name: string;
  readonly routes?: (parts: FeatureParts) => readonly GatewayRoute[];
  /** Queues that no flow consumes, by name. */
  readonly consumers?: (parts: FeatureParts) => Readonly<Record<string, Consume>>;
  /** The same for queues that the gateway itself sends to: their messages come as they were sent, pointers too. */
  readonly ownConsumers?: (parts: FeatureParts) => Readonly<Record<string, Consume>>;
  readonly defer?: Defer;
  readonly openBody?: OpenBody;
  readonly daily?: Daily;
  /** Keeps a run that failed for good where no dead-letter queue does. */
  readonly keepFailure?: KeepFailure;
  readonly isOperator?: IsOperator;
}

export interface FeatureParts {
  readonly flows: readonly MountedFlow[];
  readonly report: Report;
}

/** Runs one message to its verdict. `unreadable` says that its body could not be loaded. */
export type Consume = (
  message: Message,
  signal: AbortSignal,
  scope: BatchScope,
  unreadable?: Failure,
) => Verdict | Promise<Verdict>;

/** The body that a pointer stands for; `plain` for what only looks like one. Never rejects. */
export type OpenBody = (body: unknown, environment: Environment) => CheckedOut | Promise<CheckedOut>;

/** Done about once a day, after a tick or a batch. May be done twice, and again after it failed. */
export type Daily = (environment: Environment) => Promise<void>;

/** What the messages of one batch share. */
export interface BatchScope {
  readonly environment: Environment;
  readonly context: Context;
  readonly queue: string;
  readonly batchSize: number;
  /** When the batch ends; milliseconds since the epoch. */
  readonly guardAtMs: number;
  /** Told to the sinks when the batch is settled. */
  readonly records: RunRecord[];
}
