import type { JsonObject } from "../kernel/json.ts";

/** One part of `npm run bench`. A new one is a file and a line in `benches.ts`. */
export interface Bench {
  /** For `--only`. */
  readonly name: string;
  readonly run: (place: Workplace) => Promise<Findings>;
}

/** Where a bench works. */
export interface Workplace {
  /** A folder of its own, removed at the end. */
  readonly folder: string;
  /** Says on stderr how far it is. */
  readonly progress: (text: string) => void;
}

export interface Findings {
  /** Becomes part of what `--json` prints. */
  readonly json: JsonObject;
  readonly tables: readonly Table[];
  readonly targets: readonly Target[];
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A figure with its bar; see design.md, "Speed". */
export interface Target {
  readonly name: string;
  readonly value: number;
  readonly bound: { readonly least: number } | { readonly most: number };
}

export function isMet({ value, bound }: Target): boolean {
  return "least" in bound ? value >= bound.least : value <= bound.most;
}
