import type { Capability } from "../../capabilities/capability.ts";
import type { Env } from "../../capabilities/check.ts";
import type { UseAt } from "../../capabilities/use-at.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import type { Catalog } from "../../kernel/catalog.ts";
import type { Diagnostic } from "../../kernel/errors/diagnostic.ts";
import type { CronTrigger } from "../../triggers/cron/author.ts";
import type { HttpTrigger } from "../../triggers/http/author.ts";
import type { QueueTrigger } from "../../triggers/queue/author.ts";

/** A trigger, and where it stands. */
export interface TriggerAt<Spec extends TriggerSpec> {
  readonly flow: Flow;
  /** Alias of the trigger's node. */
  readonly node: string;
  readonly spec: Spec;
}

/** What the flows ask for, wherever they are to run. */
export interface Needs {
  readonly flows: readonly Flow[];
  /** Of all nodes, subflows included, and of triggers that send to a queue. */
  readonly uses: readonly UseAt[];
  readonly routes: readonly TriggerAt<HttpTrigger>[];
  readonly queues: readonly TriggerAt<QueueTrigger>[];
  readonly crons: readonly TriggerAt<CronTrigger>[];
  readonly capabilities: readonly Capability[];
  readonly catalog: Catalog;
}

/** Everything that is wrong in one respect. Pure. */
export type FlowRule = (needs: Needs) => readonly Diagnostic[];
export type EnvRule = (needs: Needs, env: Env) => readonly Diagnostic[];
