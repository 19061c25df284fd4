import type { Catalog, HintRule } from "../catalog.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import type { Graph, Link, Vertex } from "../ir/graph.ts";
import type { Walk } from "./walk.ts";

/** What every rule may look at. */
export interface Subject {
  readonly graph: Graph;
  readonly catalog: Catalog;
  readonly walk: Walk;
  /** A flow that only other flows use: it needs no trigger. */
  readonly subflow: boolean;
  /** The catalog's rules for a hint; none for one that it does not know. */
  readonly hintRules: (hint: string) => readonly HintRule[];
  /** Nodes that take single items and give a list. */
  readonly bodies: ReadonlySet<string>;
  /** Aliases that edges from nowhere lead to. */
  readonly misled: ReadonlySet<string>;
  /** Those that the flow declares; undefined where it declares none, and any will do. */
  readonly secrets: ReadonlySet<string> | undefined;
  /** Whether any node uses blob storage. */
  readonly hasBlob: () => boolean;
}

export type Findings = readonly Diagnostic[];

export const none: Findings = [];

/**
 * Everything that is wrong in one respect, in document order. Pure. A rule of nodes or edges looks at one at a time, and
 * all of them at one before the next: a long flow is walked through once, not once per rule.
 */
export type Rule =
  | { readonly of: "flow"; readonly check: (subject: Subject) => Findings }
  | { readonly of: "node"; readonly check: (vertex: Vertex, subject: Subject) => Findings }
  | { readonly of: "edge"; readonly check: (link: Link, subject: Subject) => Findings };

export type FlowRule = Extract<Rule, { readonly of: "flow" }>["check"];
export type NodeRule = Extract<Rule, { readonly of: "node" }>["check"];
export type EdgeRule = Extract<Rule, { readonly of: "edge" }>["check"];
