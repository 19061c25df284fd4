import type { Flow } from "../../kernel/author/definition.ts";
import type { TriggerRule } from "../../kernel/catalog.ts";
import { httpTrigger } from "../../triggers/http/trigger.ts";

type Ruled = { readonly rule: TriggerRule };

/** The triggers that every gateway has, and those that the flows bring along. */
export function triggersOf(flows: readonly Pick<Flow<never, unknown>, "definition">[]): readonly Ruled[] {
  const providers = new Set(flows.flatMap(({ definition }) => definition.triggers.map(({ provider }) => provider)));
  return [httpTrigger, ...[...providers].flatMap((provider) => (provider ? [bringing(provider)] : []))];
}

function bringing(provider: object): Ruled {
  return (provider as { readonly trigger: Ruled }).trigger;
}
