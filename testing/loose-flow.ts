import type { Flow } from "../kernel/author/definition.ts";
import { flow } from "../kernel/author/flow.ts";
import type { Node } from "../kernel/author/node.ts";
import type { PlaceOptions } from "../kernel/author/place.ts";
import type { TriggerSpec } from "../kernel/author/trigger.ts";

/** The flow builder without its types, for flows that a loop or a generator makes. */
export interface LooseBuilder {
  on(...triggers: readonly TriggerSpec[]): LooseBuilder;
  node(alias: string, unit: Node<never, unknown, unknown, unknown> | Flow, place?: PlaceOptions<string>): LooseBuilder;
  forEach(
    alias: string,
    unit: Node<never, unknown, unknown, unknown> | Flow,
    options: { readonly over: string; readonly items: string; readonly concurrency?: number },
  ): LooseBuilder;
  if(source: string, pointer: string, branches: { readonly then: string; readonly else: string }): LooseBuilder;
  switch(
    source: string,
    pointer: string,
    branches: { readonly cases: Readonly<Record<string, string>>; readonly default?: string },
  ): LooseBuilder;
  onError(options: {
    readonly nodes: readonly string[];
    readonly strategy: "retry" | "fail" | "continue";
    readonly maxRetries?: number;
    readonly backoffMs?: number;
  }): LooseBuilder;
  respond(capture: string): Flow<never, unknown>;
}

const HTTP: TriggerSpec = { kind: "http", wiring: { kind: "http", method: "POST", path: "/" } };

export function looseFlow(name = "loose"): LooseBuilder {
  return (flow(name, "1.0.0") as unknown as LooseBuilder).on(HTTP);
}
