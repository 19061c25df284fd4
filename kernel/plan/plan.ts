import type { Node } from "../author/node.ts";
import type { FlowIr } from "../ir/schema.ts";
import type { Getter } from "../pointer.ts";
import type { Branch, Catch, Each, ErrorPolicy, Rate } from "../surfaces/step-effect.ts";

/** A flow made ready to run: once, at start. Steps and hops refer to each other by index. */
export interface Plan {
  readonly flow: string;
  readonly id: string;
  readonly version: string;
  readonly ir: FlowIr;
  readonly steps: readonly Step[];
  readonly capture: number;
  /** A run may end without the capture's output. */
  readonly optional: boolean;
  /** By trigger alias. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Where a run without an event of its own starts: the first trigger's entry, or all nodes that nothing leads to. */
  readonly direct: Entry;
  readonly timeoutMs: number | undefined;
}

/** Where one trigger starts. Hops that only another trigger could take are dead from the start. */
export interface Entry {
  readonly step: number;
  readonly alias: string;
  /** Per step: inbound hops that this trigger may still resolve. Copied for each run. */
  readonly pending: readonly number[];
}

export interface Step {
  readonly index: number;
  readonly alias: string;
  readonly flow: string;
  readonly kind: "trigger" | "node" | "subflow";
  readonly unit: Node | undefined;
  /** The plan of a subflow. */
  readonly sub: Plan | undefined;
  readonly hops: readonly Hop[];
  /** Index of the one step that follows and that nothing else leads to, or -1: its input is this step's output. */
  readonly sole: number;
  /** How several hops make one input; undefined when any one hop delivers it. */
  readonly join: Join | undefined;
  /** The source already checked its output with this very schema. */
  readonly inputChecked: boolean;
  /** Takes the trigger's payload as it came, so that a misfit is the caller's fault. */
  readonly entry: boolean;
  /** At or behind a hop that the author marked detached: nobody waits for it, and its failure fails nothing. */
  readonly detached: boolean;
  /** Only the capture step may stream. */
  readonly streams: "json" | "bytes" | undefined;
  /** Whether the node declares any capability. */
  readonly uses: boolean;
  /** Whether the step, or a step of its subflow, has effects. */
  readonly effectful: boolean;
  /** Has effects or a key: what it has begun is neither dropped with a caller nor lost behind the guard. */
  readonly acts: boolean;
  /** Its effect is done once per key, as far as the port for effects remembers. */
  readonly keyed: boolean;
  /** What the node's key is made of, from its input; undefined for a node that declares none. */
  readonly keyOf: Getter | undefined;
  /** Neither a key, retries, timeouts, rate limits nor items: the step is called and that is all. */
  readonly simple: boolean;
  readonly branch: Branch | undefined;
  readonly each: Each | undefined;
  readonly onError: ErrorPolicy | undefined;
  /** What becomes of failures that are caught; undefined where none is. */
  readonly catches: Catch | undefined;
  readonly rate: RateLimit | undefined;
  readonly timeoutMs: number | undefined;
}

export interface Hop {
  readonly from: number;
  readonly to: number;
  readonly timeoutMs: number | undefined;
  readonly detached: boolean;
  /** Live only when the step's branch chooses it. */
  readonly controlled: boolean;
  /** Live only when the source failed and its failure was caught. */
  readonly onFailure: boolean;
  /** Its slot in the target's join, or -1. */
  readonly slot: number;
}

/** The slots of a step that several hops lead to together. */
export interface Join {
  /** Keys of the input object, by slot; slots behind the last key are gates, which bring no value. */
  readonly keys: readonly string[];
  readonly slots: number;
  /** Slots without which the step does not run. */
  readonly needs: readonly number[];
  /** The input is what the first slot has, not an object: beside it there are only gates. */
  readonly single: boolean;
}

/** At most so many runs of a step, over all of its flow's runs. */
export interface RateLimit extends Rate {
  /** Stands for the step among all steps of all flows. */
  readonly key: string;
}
