import type { Catalog } from "../catalog.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import type { Graph } from "./graph.ts";
import type { Walk } from "./walk.ts";

/** What every rule looks at. */
export interface Subject {
  readonly graph: Graph;
  readonly catalog: Catalog;
  readonly walk: Walk;
  /** A flow that only other flows use: it needs no trigger. */
  readonly subflow: boolean;
}

/** Everything that is wrong in one respect, in document order. Pure. */
export type Rule = (subject: Subject) => readonly Diagnostic[];
