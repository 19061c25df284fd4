import type { Flow } from "../kernel/author/definition.ts";
import type { CapabilityUse } from "../kernel/author/uses.ts";
import type { Capability } from "./capability.ts";

/** One use of one node, and where it stands. */
export interface UseAt {
  readonly flow: string;
  readonly node: string;
  /** The node's own name for the handle. */
  readonly name: string;
  readonly use: CapabilityUse;
}

/** Every use of a flow and of its subflows, in the order written. */
export function usesOf(flow: Pick<Flow, "name" | "definition">): readonly UseAt[] {
  return flow.definition.placed.flatMap(({ alias, unit }) =>
    unit.kind === "flow"
      ? usesOf(unit)
      : Object.entries(unit.uses).map(([name, use]) => ({ flow: flow.name, node: alias, name, use })),
  );
}

/** What a use binds beside its own binding. */
export function alsoUsed(at: UseAt, { also }: Capability): readonly UseAt[] {
  return (also?.(at.use) ?? []).map((use) => ({ ...at, use }));
}

/** The capabilities behind these uses, each once. */
export function capabilitiesOf(uses: readonly UseAt[]): readonly Capability[] {
  return [...new Set(uses.flatMap(({ use }) => (use.provider ? [use.provider as Capability] : [])))];
}
