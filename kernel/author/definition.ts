import type { FlowIr, IrSurface, Profile } from "../ir/schema.ts";
import type { Node } from "./node.ts";
import type { PlaceOptions } from "./place.ts";
import type { TriggerSpec } from "./trigger.ts";

export interface FlowOptions {
  readonly summary?: string;
  /** Default: `queue` when every trigger is a queue, else `web`. */
  readonly profile?: Profile;
  readonly tags?: readonly string[];
  /** Milliseconds that a run may take, whatever started it. */
  readonly timeoutMs?: number;
  /** Warn of nodes that branch in code (CTRL001). */
  readonly requireControlHints?: boolean;
  /** The only secrets that nodes may use (SECR201). Left out, any. */
  readonly secrets?: readonly string[];
}

/** A node or flow under its alias, and where it stands. */
export interface Placed {
  readonly alias: string;
  readonly unit: Node | Flow;
  readonly place: PlaceOptions<string>;
  /** What leads to it, where that was recorded; else `place` says it by aliases. */
  readonly wiring?: Wiring;
}

/** The edges into a recorded step. */
export interface Wiring {
  readonly edges: readonly Inbound[];
  /** Of a join: the keys of its input, and those without which it does not run. */
  readonly keys?: readonly string[];
  readonly needs?: readonly string[];
}

export interface Inbound {
  readonly from: string;
  /** The key under which a join gets the value, or a gate stands with others. */
  readonly as?: string;
  readonly gate?: boolean;
  readonly onFailure?: boolean;
}

/** All that an author said of a flow, in the order said. */
export interface FlowDefinition {
  readonly name: string;
  readonly version: string;
  readonly options: FlowOptions;
  readonly triggers: readonly TriggerSpec[];
  readonly placed: readonly Placed[];
  readonly surfaces: readonly IrSurface[];
  readonly capture?: string;
  /** A run may end without a result. */
  readonly captureOptional?: boolean;
}

/** A finished flow: what `createGateway` mounts, and what another flow may use as a node. */
export interface Flow<In = never, Out = unknown> {
  readonly kind: "flow";
  readonly name: string;
  readonly version: string;
  readonly definition: FlowDefinition;
  /** The portable form. Made when first asked for. */
  readonly ir: FlowIr;
  /** Phantom: the types at both ends. */
  readonly ends?: { readonly takes: (value: In) => void; readonly gives: Out };
}
