import type { CapabilityUse } from "../kernel/author/uses.ts";
import type { CancelSignal } from "../kernel/cancel.ts";
import type { HintRule } from "../kernel/catalog.ts";
import type { Code } from "../kernel/errors/codes.ts";
import type { Invocation } from "../kernel/invocation.ts";
import type { Determinism, Effects } from "../kernel/ir/levels.ts";
import type { JsonObject } from "../kernel/json.ts";
import type { Guarantees } from "./guarantees.ts";

export type Access = "read" | "write";

/** Something a node may use. A new one is a folder here and a line in `index.ts`. */
export interface Capability {
  readonly kind: string;
  /** What using it means for a node; rows of the validator's catalog. */
  readonly hints: readonly HintRule[];
  readonly guarantees: Guarantees;
  /** Left out where nothing is bound, such as the clock. */
  readonly binding?: BindingRule;
  /** What else a use binds, such as the queue that an object's alarm sends to. */
  readonly also?: (use: CapabilityUse) => readonly CapabilityUse[];
  /** What is wrong with a use by itself, beyond what the validator sees. */
  readonly check?: (use: CapabilityUse) => readonly UseProblem[];
  /**
   * Reads what the environment holds under the use's binding, and by `bindings` under those of `also`; undefined if that
   * is of the wrong kind.
   */
  readonly open: (use: CapabilityUse, bound: unknown, bindings: Bindings) => Opened | undefined;
}

/** What the environment holds under a name. */
export type Bindings = (name: string) => unknown;

export interface UseProblem {
  readonly code: Code;
  readonly message: string;
  readonly fix: string;
}

/** A handle that all runs share, and so frozen, or one made for each try of a step from what it knows of its run. */
export type Opened =
  | { readonly scope: "isolate"; readonly handle: unknown }
  | { readonly scope: "step"; readonly open: (run: RunScope) => unknown };

export interface RunScope {
  readonly invocation: Invocation;
  /** Made when first asked for; fires when the step must end. */
  readonly signal: () => CancelSignal;
}

/** How the wrangler file provides a binding. */
export interface BindingRule {
  /** What messages call it, such as `a KV namespace`. */
  readonly noun: string;
  /** Where the wrangler file lists it, such as `kv_namespaces` or `queues.producers`. */
  readonly section: string;
  /** The entry to add there, as little as wrangler takes. */
  readonly entry: (use: CapabilityUse) => JsonObject;
  /** What to do where adding the entry is not enough. */
  readonly remedy?: (use: CapabilityUse) => string;
}

/** The rows of one kind: the bare hint asks what its weakest access does. */
export function hintRules(
  kind: string,
  accesses: Readonly<Record<string, Effects>>,
  determinism: Determinism = "best_effort",
): readonly HintRule[] {
  const weakest = Object.values(accesses).includes("read_only") ? "read_only" : "effectful";
  return [
    { hint: `resource::${kind}`, effects: weakest, determinism },
    ...Object.entries(accesses).map(([access, effects]) => ({
      hint: `resource::${kind}::${access}`,
      effects,
      determinism,
    })),
  ];
}

/** The rows, of which this access does what is there twice when it is done twice: a message, a request. */
export function notIdempotent(rules: readonly HintRule[], access: string): readonly HintRule[] {
  return rules.map((rule) => (rule.hint.endsWith(`::${access}`) ? { ...rule, idempotent: false } : rule));
}

/** The one row that a use of this access stands for. */
export function hintsFor(rules: readonly HintRule[], access: string): readonly HintRule[] {
  return rules.filter(({ hint }) => hint.endsWith(`::${access}`));
}

/**
 * A memory store stands where a binding would: the same name in the environment, the same handles in front of it.
 * `memory` says which kind it is.
 */
export interface MemoryStore {
  readonly memory: string;
}

export function isMemory<Store extends MemoryStore>(bound: unknown, kind: Store["memory"]): bound is Store {
  return typeof bound === "object" && bound !== null && "memory" in bound && bound.memory === kind;
}
