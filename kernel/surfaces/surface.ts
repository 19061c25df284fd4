import type { Code } from "../errors/codes.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import type { Graph } from "../ir/graph.ts";
import type { IrSurface } from "../ir/schema.ts";
import type { PlanEffect } from "./step-effect.ts";

/** A control surface: how it is checked, and what it asks of the plan. One file each, listed in `index.ts`. */
export interface Surface {
  readonly kind: string;
  /** Everything that is wrong with one surface of this kind, in a stable order. */
  readonly check: (surface: IrSurface, graph: Graph) => readonly Diagnostic[];
  /** What of which nodes no second surface may set. */
  readonly sets?: readonly Setting[];
  /** The code of a surface that comes second. */
  readonly second: Code;
  /** Hops that this surface decides on; with them the validator knows which branches exclude each other. */
  readonly decides?: (surface: IrSurface) => Decision | undefined;
  /** Nodes that are tried again when they fail. Reads what it can. */
  readonly retries?: (surface: IrSurface) => readonly string[];
  /** The node that takes single items and gives a list, so that its schemas are not those of its edges. */
  readonly body?: (surface: IrSurface) => string | undefined;
  /** Only called with what `check` found nothing wrong with. */
  readonly plan?: (surface: IrSurface, lookUp: LookUp) => PlanEffect;
}

export interface Setting {
  /** A noun, such as `timeout`; surfaces of other kinds may set the same. */
  readonly what: string;
  /** Aliases. Reads what it can of a bad config. */
  readonly of: (surface: IrSurface) => readonly string[];
}

export interface Decision {
  readonly source: string;
  /** Target aliases, one of which is taken at most; a target may stand for several answers. */
  readonly targets: readonly string[];
  /** Whether some target is always taken. */
  readonly total: boolean;
}

export type LookUp = (alias: string) => number;
