import type { TriggerWiring } from "../../kernel/ir/schema.ts";
import type { MountedFlow } from "./mount.ts";

/** What is mounted, as `GET /` answers it. */
export interface Listing {
  readonly name: "flowgate";
  readonly flows: readonly ListedFlow[];
  /** Names of flows whose deployment lacks something. */
  readonly unready: readonly string[];
}

export interface ListedFlow {
  readonly name: string;
  readonly version: string;
  readonly summary?: string;
  readonly triggers: readonly ({ readonly alias: string } & TriggerWiring)[];
}

export function listFlows(flows: readonly MountedFlow[]): Listing {
  return {
    name: "flowgate",
    flows: flows.map(({ flow, triggers }) => ({
      name: flow.name,
      version: flow.version,
      ...(flow.definition.options.summary !== undefined && { summary: flow.definition.options.summary }),
      triggers: triggers.map(({ trigger, spec }) => ({ alias: trigger, ...spec.wiring })),
    })),
    unready: [],
  };
}

/** What starts a flow, in one line: `POST /orders`, `queue orders`, `cron 0 8 * * MON`. */
export function triggerText({ kind, method, path, queue, schedule }: TriggerWiring): string {
  switch (kind) {
    case "http":
      return `${method === "ALL" ? "any" : method} ${path}`;
    case "queue":
      return `queue ${queue}`;
    case "cron":
      return `cron ${schedule}`;
    default:
      return kind;
  }
}
