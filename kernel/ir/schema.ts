import * as v from "valibot";
import { DETERMINISMS, EFFECTS } from "./levels.ts";
import { SEMVER } from "./semver.ts";

/** Flow IR 0.1. These schemas are the source of truth; `flow-ir.schema.json` is generated from them. */

const name = v.pipe(v.string(), v.minLength(1));
/** Whether a number is above 0 is a diagnostic of its own (CTRL101, CTRL102), so it is not refused here. */
const count = v.pipe(v.number(), v.integer());

export const PROFILES = ["web", "queue", "temporal", "wasm", "dev"] as const;
const NODE_KINDS = ["trigger", "inline", "activity", "subflow"] as const;
const DELIVERIES = ["at_least_once", "at_most_once", "exactly_once"] as const;

const semver = v.regex(SEMVER, "must be a semantic version, such as 1.0.0");

export const SchemaRef = v.variant("kind", [
  v.looseObject({ kind: v.literal("opaque") }),
  v.looseObject({ kind: v.literal("named"), name }),
]);

export const Idempotency = v.looseObject({
  key: v.nullish(name),
  scope: v.nullish(v.picklist(["node", "edge", "partition"])),
  ttlMs: v.nullish(count),
  compare: v.nullish(v.boolean()),
});

export const TriggerWiring = v.looseObject({ kind: name });

/** A capability that a node declares, with what its author asked of it. Holds no value of a secret. */
export const IrUse = v.looseObject({
  name,
  kind: name,
  binding: v.optional(name),
  access: v.picklist(["read", "write"]),
  options: v.optional(v.looseObject({}), {}),
});

export const IrNode = v.looseObject({
  id: name,
  alias: name,
  identifier: name,
  name,
  kind: v.picklist(NODE_KINDS),
  summary: v.nullish(v.string()),
  in_schema: SchemaRef,
  out_schema: SchemaRef,
  effects: v.picklist(EFFECTS),
  determinism: v.picklist(DETERMINISMS),
  idempotency: v.optional(Idempotency, {}),
  effectHints: v.optional(v.array(v.string()), []),
  determinismHints: v.optional(v.array(v.string()), []),
  trigger: v.optional(TriggerWiring),
  join: v.optional(v.picklist(["any", "all"])),
  /** Of a join: the keys without which the node does not run. Left out, it runs with whatever is live. */
  needs: v.optional(v.array(name)),
  streams: v.optional(v.picklist(["json", "bytes"])),
  uses: v.optional(v.array(IrUse)),
  /** Only looked for where `require_control_hints` asks. */
  branches_in_code: v.optional(v.boolean()),
});

export const Buffer = v.looseObject({
  max_items: v.nullish(count),
  spill_threshold_bytes: v.nullish(count),
  spill_tier: v.nullish(name),
  on_drop: v.nullish(v.string()),
});

export const IrEdge = v.looseObject({
  from: name,
  to: name,
  delivery: v.picklist(DELIVERIES),
  ordering: v.picklist(["ordered", "unordered"]),
  partition_key: v.nullish(v.string()),
  timeout_ms: v.nullish(count),
  buffer: Buffer,
  detached: v.optional(v.boolean()),
  /** The key under which a join gets the value. Default: the source's alias. Edges that exclude each other may share one. */
  as: v.optional(name),
  /** Brings no value: the target runs only where this edge is live. */
  gate: v.optional(v.boolean()),
  /** Live when the source failed and an `error_handler` of strategy `catch` took the failure, which is its value. */
  on: v.optional(v.literal("failure")),
});

/** `config` is checked by the surface's own file, so that its findings carry the surface's code. */
export const IrSurface = v.looseObject({
  id: name,
  kind: name,
  targets: v.array(v.string()),
  config: v.looseObject({}),
});

const Checkpoint = v.looseObject({ id: name, summary: v.nullish(v.string()) });
const Artifact = v.looseObject({ kind: name, path: name, format: v.nullish(v.string()) });

const Lint = v.looseObject({
  require_control_hints: v.boolean(),
  allow_multiple_triggers: v.nullish(v.boolean()),
});

export const FlowIrSchema = v.pipe(
  v.looseObject({
    id: v.pipe(v.string(), v.uuid()),
    name,
    version: v.pipe(v.string(), semver),
    profile: v.picklist(PROFILES),
    summary: v.nullish(v.string()),
    nodes: v.array(IrNode),
    edges: v.array(IrEdge),
    control_surfaces: v.optional(v.array(IrSurface), []),
    checkpoints: v.optional(v.array(Checkpoint), []),
    artifacts: v.optional(v.array(Artifact), []),
    policies: v.optional(v.looseObject({ lint: Lint, secrets: v.optional(v.array(name)) }), {
      lint: { require_control_hints: false },
    }),
    metadata: v.optional(v.looseObject({ tags: v.array(v.string()) }), { tags: [] }),
    capture: v.optional(name),
    /** A run may end without an output: its capture is on a branch that need not be taken. */
    capture_optional: v.optional(v.boolean()),
  }),
  v.title("FlowIr"),
);

/** The lists of a document, each with what it is made of. */
export const LISTS = {
  nodes: IrNode,
  edges: IrEdge,
  control_surfaces: IrSurface,
  checkpoints: Checkpoint,
  artifacts: Artifact,
} as const;

export type FlowIr = v.InferOutput<typeof FlowIrSchema>;
export type IrNode = v.InferOutput<typeof IrNode>;
export type IrEdge = v.InferOutput<typeof IrEdge>;
export type IrSurface = v.InferOutput<typeof IrSurface>;
export type IrUse = v.InferOutput<typeof IrUse>;
export type SchemaRef = v.InferOutput<typeof SchemaRef>;
export type TriggerWiring = v.InferOutput<typeof TriggerWiring>;
export type Profile = (typeof PROFILES)[number];
