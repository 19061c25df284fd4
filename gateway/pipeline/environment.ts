import { platformClock } from "../../base/waiting.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import { openHandles } from "../../capabilities/handles.ts";
import { capabilitiesOf, usesOf } from "../../capabilities/use-at.ts";
import type { Diagnostic } from "../../kernel/errors/diagnostic.ts";
import type { Plan } from "../../kernel/plan/plan.ts";
import type { Clock, Ports } from "../../kernel/ports.ts";
import { createLog, type Log, NodeLogger } from "../../telemetry/log.ts";
import { Redactor } from "../../telemetry/redact.ts";
import type { Sink } from "../../telemetry/sink.ts";
import type { Tracing } from "../../telemetry/spans.ts";
import type { MountedFlow } from "../mount/mount.ts";
import { type FlowReadiness, readiness } from "../readiness/readiness.ts";
import { boundLedger, boundRates } from "../stores/bound.ts";
import type { Defer } from "./deferral.ts";
import type { KeepFailure } from "./failure-keeper.ts";
import { ledgerEffects } from "./ledger-effects.ts";
import { gatewayLimiter } from "./limiter.ts";

/** Bindings and variables by name. */
export type Env = Readonly<Record<string, unknown>>;

/** What is made once per environment: which flows can run in it, and with what. */
export interface Environment {
  readonly env: Env;
  readonly log: Log;
  /** Takes credentials out of what is shown. */
  readonly redactor: Redactor;
  readonly workerVersion: string;
  /** Every flow, with what there is to say about it. */
  readonly readiness: readonly FlowReadiness[];
  /** By flow name; a flow that is not in it is ready. */
  readonly unready: ReadonlyMap<string, readonly Diagnostic[]>;
  readonly portsOf: (plan: Plan) => Ports;
  /** Which events and effects are done; undefined where no ledger is bound. */
  readonly ledger: DedupeStore | undefined;
  readonly tracing: Tracing | undefined;
  /** Queues a run for later; undefined where no feature does. */
  readonly defer: Defer | undefined;
  /** Keeps a run that failed for good; undefined where no feature does. */
  readonly keepFailure: KeepFailure | undefined;
  /** Whether some sink shows what a run's nodes did. */
  readonly collectsNodes: boolean;
  /** Whether some sink shows what events brought. */
  readonly collectsPayloads: boolean;
}

/** What a gateway is given beside its flows, whatever the environment. */
export interface World {
  readonly tracing?: Tracing | undefined;
  readonly defer?: Defer | undefined;
  readonly keepFailure?: KeepFailure | undefined;
  readonly sinks?: readonly Sink[];
  readonly redactor?: Redactor;
}

/** Looks an environment up by its bindings' identity: an isolate has one, a test may have several. */
export function environments(flows: readonly MountedFlow[], world: World = {}): (env: object) => Environment {
  const known = new WeakMap<object, Environment>();
  return (env) => {
    let found = known.get(env);
    if (!found) {
      found = makeEnvironment(flows, env as Env, world);
      known.set(env, found);
    }
    return found;
  };
}

function makeEnvironment(
  flows: readonly MountedFlow[],
  env: Env,
  { tracing, defer, keepFailure, sinks = [], redactor = new Redactor() }: World,
): Environment {
  const log = createLog(typeof env.LOG_LEVEL === "string" ? env.LOG_LEVEL : undefined, redactor);
  const limiter = gatewayLimiter({ objects: boundRates(env), bound: (name) => env[name], clock: platformClock });
  const ledger = boundLedger(env);
  const effects = ledger && ledgerEffects(ledger, platformClock);
  const ports = new Map<Plan, Ports>();
  const capabilities = capabilitiesOf(flows.flatMap(({ flow }) => usesOf(flow)));
  for (const { plan } of flows) {
    ports.set(plan, {
      clock: platformClock,
      random: Math.random,
      newCancel: () => new AbortController(),
      handles: openHandles(plan, env, capabilities),
      isSecretName: redactor.isSecretName,
      limiter,
      ...(effects && { effects }),
      log: ({ flow: name, alias }, invocation) =>
        new NodeLogger(log, { runId: invocation.metadata.labels["flow.run_id"], flow: name, node: alias }),
    });
  }
  const readinessOf = readiness(
    flows.map(({ flow }) => flow),
    env,
  );
  const unready = new Map<string, readonly Diagnostic[]>();
  for (const { flow, ready, diagnostics } of readinessOf) {
    if (!ready) unready.set(flow, diagnostics);
    for (const { code, severity, message, location } of diagnostics) {
      log[severity === "error" ? "error" : "warn"]({ code, ...location }, message);
    }
  }
  return {
    env,
    log,
    redactor,
    workerVersion: versionOf(env),
    readiness: readinessOf,
    unready,
    ledger,
    tracing,
    defer,
    keepFailure,
    collectsNodes: sinks.some((sink) => sink.nodes?.(env)),
    collectsPayloads: sinks.some((sink) => sink.payloads?.(env)),
    portsOf: (plan) => ports.get(plan) as Ports,
  };
}

/** The same, with a clock for the runs of one event. */
export function withClock(environment: Environment, own: Clock): Environment {
  const ports = new Map<Plan, Ports>();
  return {
    ...environment,
    portsOf: (plan) => {
      const found = ports.get(plan) ?? { ...environment.portsOf(plan), clock: own };
      ports.set(plan, found);
      return found;
    },
  };
}

/** The id that the version metadata binding has, wherever it is bound. */
function versionOf(env: Env): string {
  const metadata = env.CF_VERSION_METADATA;
  const id = typeof metadata === "object" && metadata !== null && "id" in metadata ? metadata.id : undefined;
  return typeof id === "string" ? id : "";
}
