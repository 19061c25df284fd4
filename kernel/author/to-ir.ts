import { getTitle } from "valibot";
import type { HintRule } from "../catalog.ts";
import { COMPUTED_KEY, flowId, nodeId } from "../ir/identity.ts";
import { type Determinism, type Effects, laxerDeterminism, strongerEffects } from "../ir/levels.ts";
import type { FlowIr, IrEdge, IrNode, IrUse, Profile, SchemaRef } from "../ir/schema.ts";
import { branchesInCode } from "./branches-in-code.ts";
import type { Flow, FlowDefinition, FlowOptions, Inbound, Placed, Wiring } from "./definition.ts";
import type { IdempotencyOptions, Node } from "./node.ts";
import type { PlaceOptions } from "./place.ts";
import type { Schema } from "./schema.ts";
import type { TriggerSpec } from "./trigger.ts";
import type { CapabilityUse } from "./uses.ts";

/** The Flow IR of what an author wrote. Nothing is checked here; see `validate`. */
export function definitionToIr(definition: FlowDefinition): FlowIr {
  const { name, version, options } = definition;
  const id = flowId(name, version);
  const triggers = triggerAliases(definition.triggers);
  return {
    id,
    name,
    version,
    profile: options.profile ?? defaultProfile(definition.triggers),
    ...(options.summary !== undefined && { summary: options.summary }),
    nodes: [
      ...triggers.map((alias, index) => triggerNode(id, alias, definition.triggers[index] as TriggerSpec)),
      ...definition.placed.map((placed) => placedNode(id, placed, options)),
    ],
    edges: definition.placed.flatMap((placed) => edgesInto(placed, triggers)),
    control_surfaces: [...definition.surfaces],
    checkpoints: [],
    artifacts: [],
    policies: {
      lint: {
        require_control_hints: options.requireControlHints ?? false,
        ...(triggers.length > 1 && { allow_multiple_triggers: true }),
      },
      ...(options.secrets && { secrets: [...options.secrets] }),
    },
    metadata: { tags: [...(options.tags ?? [])] },
    ...(definition.capture !== undefined && { capture: definition.capture }),
    ...(definition.captureOptional && { capture_optional: true }),
  };
}

/** The kind, or the kind with a number from the second on; an alias that was given stays. */
export function triggerAliases(triggers: readonly TriggerSpec[]): readonly string[] {
  const seen = new Map<string, number>();
  return triggers.map(({ alias, kind }) => {
    if (alias !== undefined) return alias;
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    return count === 1 ? kind : `${kind}_${count}`;
  });
}

function defaultProfile(triggers: readonly TriggerSpec[]): Profile {
  return triggers.length > 0 && triggers.every(({ kind }) => kind === "queue") ? "queue" : "web";
}

function triggerNode(flow: string, alias: string, spec: TriggerSpec): IrNode {
  return {
    ...identity(flow, alias, `trigger.${spec.kind}`),
    kind: "trigger",
    in_schema: { kind: "opaque" },
    out_schema: { kind: "opaque" },
    effects: "read_only",
    determinism: "strict",
    idempotency: {},
    effectHints: [],
    determinismHints: [],
    trigger: { ...spec.wiring, ...(spec.streaming && { streaming: true }) },
  };
}

interface JoinIr {
  readonly join?: "all";
  readonly needs?: string[];
}

function placedNode(flow: string, { alias, unit, place, wiring }: Placed, options: FlowOptions): IrNode {
  const join = wiring ? wiredJoinIr(wiring) : joinIr(place);
  if (unit.kind === "flow") return subflowNode(flow, alias, unit, join);
  const node = unitNode(flow, alias, unit, join);
  return options.requireControlHints && branchesInCode(unit.run) ? { ...node, branches_in_code: true } : node;
}

/** A join that an author wrote needs all that its type promises. */
function joinIr({ after, live }: PlaceOptions<string>): JoinIr {
  if (after === undefined || typeof after === "string") return {};
  return { join: "all", needs: live ? [] : [...after] };
}

function wiredJoinIr({ keys, needs = [] }: Wiring): JoinIr {
  return keys ? { join: "all", needs: [...needs] } : {};
}

function unitNode(flow: string, alias: string, unit: Node, join: JoinIr): IrNode {
  const rules = Object.values(unit.uses).flatMap(({ hints }) => hints);
  const inferred = inferLevels(rules);
  const hints = [...new Set(rules.map(({ hint }) => hint))];
  return {
    ...identity(flow, alias, unit.name ?? alias),
    kind: rules.length > 0 ? "activity" : "inline",
    ...(unit.summary !== undefined && { summary: unit.summary }),
    in_schema: schemaRef(unit.input as Schema | undefined),
    out_schema: schemaRef(unit.output as Schema | undefined),
    effects: unit.effects ?? inferred.effects,
    determinism: unit.determinism ?? inferred.determinism,
    idempotency: idempotencyIr(unit.idempotency),
    effectHints: hints,
    determinismHints: [...hints],
    ...join,
    ...(unit.stream && { streams: unit.stream }),
    ...(rules.length > 0 && { uses: Object.entries(unit.uses).map(useIr) }),
  };
}

function subflowNode(flow: string, alias: string, unit: Flow, join: JoinIr): IrNode {
  const inner = unit.ir.nodes.filter(({ kind }) => kind !== "trigger");
  const capture = inner.find((node) => node.alias === unit.ir.capture);
  const unique = (hints: readonly string[]) => [...new Set(hints)];
  return {
    ...identity(flow, alias, `${unit.name}@${unit.version}`),
    kind: "subflow",
    in_schema: { kind: "opaque" },
    out_schema: capture?.out_schema ?? { kind: "opaque" },
    effects: inner.map((node) => node.effects).reduce(strongerEffects, "pure"),
    determinism: inner.map((node) => node.determinism).reduce(laxerDeterminism, "strict"),
    idempotency: {},
    effectHints: unique(inner.flatMap((node) => node.effectHints)),
    determinismHints: unique(inner.flatMap((node) => node.determinismHints)),
    ...join,
    ...(capture?.streams && { streams: capture.streams }),
  };
}

function useIr([name, { kind, binding, access, options }]: [string, CapabilityUse]): IrUse {
  return { name, kind, ...(binding !== undefined && { binding }), access, options: { ...options } };
}

function identity(flow: string, alias: string, identifier: string) {
  return { id: nodeId(flow, alias), alias, identifier, name: identifier };
}

function inferLevels(rules: readonly HintRule[]): { effects: Effects; determinism: Determinism } {
  return {
    effects: rules.map((rule) => rule.effects).reduce(strongerEffects, "pure"),
    determinism: rules.map((rule) => rule.determinism).reduce(laxerDeterminism, "strict"),
  };
}

/** A valibot schema with a title is named after it; everything else is opaque. */
function schemaRef(schema: Schema | undefined): SchemaRef {
  if (schema?.["~standard"].vendor !== "valibot") return { kind: "opaque" };
  const title = getTitle(schema as unknown as Parameters<typeof getTitle>[0]);
  return title === undefined ? { kind: "opaque" } : { kind: "named", name: title };
}

function idempotencyIr(options: IdempotencyOptions<never> | undefined): IrNode["idempotency"] {
  if (!options) return {};
  return {
    key: typeof options.key === "string" ? options.key : COMPUTED_KEY,
    ...(options.scope !== undefined && { scope: options.scope }),
    ...(options.ttlMs !== undefined && { ttlMs: options.ttlMs }),
    ...(options.compare !== undefined && { compare: options.compare }),
  };
}

function edgesInto({ alias, place, wiring }: Placed, triggers: readonly string[]): IrEdge[] {
  if (wiring) return wiring.edges.map((inbound) => wiredEdge(inbound, alias, place));
  return sourcesOf(place, triggers).map((from) => edge(from, alias, place));
}

function wiredEdge({ from, as, gate, onFailure }: Inbound, to: string, place: PlaceOptions<string>): IrEdge {
  return {
    ...edge(from, to, place),
    ...(as !== undefined && { as }),
    ...(gate && { gate }),
    ...(onFailure && { on: "failure" as const }),
  };
}

function sourcesOf({ after, afterAny }: PlaceOptions<string>, triggers: readonly string[]): readonly string[] {
  if (after !== undefined) return typeof after === "string" ? [after] : after;
  return afterAny ?? triggers;
}

function edge(from: string, to: string, place: PlaceOptions<string>): IrEdge {
  const { maxItems, spillThresholdBytes, spillTier, onDrop } = place.buffer ?? {};
  return {
    from,
    to,
    delivery: place.delivery ?? "at_least_once",
    ordering: place.ordering ?? "ordered",
    ...(place.partitionKey !== undefined && { partition_key: place.partitionKey }),
    ...(place.timeoutMs !== undefined && { timeout_ms: place.timeoutMs }),
    buffer: {
      ...(maxItems !== undefined && { max_items: maxItems }),
      ...(spillThresholdBytes !== undefined && { spill_threshold_bytes: spillThresholdBytes }),
      ...(spillTier !== undefined && { spill_tier: spillTier }),
      ...(onDrop !== undefined && { on_drop: onDrop }),
    },
    ...(place.detached && { detached: true }),
  };
}
