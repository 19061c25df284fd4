import type { BlobName, DoubleName } from "../columns.ts";

/** One picture of a dashboard: what is counted, by what, over which points. Rendered to SQL by a dialect. */
export type Panel = Chart | Listing;

interface Described {
  readonly name: string;
  readonly title: string;
  /** How to read it, in one sentence. */
  readonly meaning: string;
  /** Whose points: runs' or nodes'. */
  readonly of: "run" | "node";
  readonly where?: readonly Condition[];
  /** Rows of the answer at most. */
  readonly limit: number;
}

/** Measures per group; one point a bucket where it is over time. */
export interface Chart extends Described {
  readonly kind: "chart";
  /** Of the measures that the chart draws. */
  readonly unit: Unit;
  readonly draw: "lines" | "bars" | "table";
  readonly overTime: boolean;
  readonly by: readonly BlobName[];
  /** By name in the answer, which must be no column's. */
  readonly measures: Readonly<Record<string, Measure>>;
  /** The measure that comes first when sorted, largest first. Only for a chart that is not over time. */
  readonly top?: string;
}

/** The points themselves, newest first. */
export interface Listing extends Described {
  readonly kind: "listing";
  readonly columns: readonly (BlobName | DoubleName)[];
}

export type Unit = "count" | "ratio" | "ms" | "s" | "bytes";

/** A number of a point: a column, or what follows from two of them. */
export type Numeric = DoubleName | DerivedName;
export type DerivedName = keyof typeof derived;

/** Plain arithmetic, alike in every dialect. `of` gives a column's place. */
export const derived = {
  tick_end_s: (of: (column: DoubleName) => string) => `${of("due_s")} + ${of("tick_interval_s")}`,
  past_80_percent_ms: (of: (column: DoubleName) => string) => `${of("duration_ms")} - ${of("guard_ms")} * 0.8`,
} as const;

/** All must hold. */
export type Condition =
  | { readonly column: BlobName; readonly in: readonly string[] }
  | { readonly column: BlobName; readonly not: string }
  | { readonly column: Numeric; readonly above: number };

/** Every count and sum is of what the points stand for, sampled or merged. */
export type Measure =
  | { readonly kind: "count"; readonly where?: readonly Condition[] }
  | { readonly kind: "sum"; readonly of: Numeric }
  | { readonly kind: "max"; readonly of: Numeric }
  | { readonly kind: "min"; readonly of: Numeric }
  /** The smallest value that at least `level` of the weight does not exceed. */
  | { readonly kind: "quantile"; readonly of: Numeric; readonly level: number }
  /** 0 where there is nothing to divide by. */
  | { readonly kind: "ratio"; readonly of: Measure; readonly to: Measure }
  | { readonly kind: "difference"; readonly of: Measure; readonly less: Measure };

export const count = (...where: readonly Condition[]): Measure => ({ kind: "count", where });
export const sum = (of: Numeric): Measure => ({ kind: "sum", of });
export const max = (of: Numeric): Measure => ({ kind: "max", of });
export const min = (of: Numeric): Measure => ({ kind: "min", of });
export const quantile = (level: number, of: Numeric): Measure => ({ kind: "quantile", of, level });
export const ratio = (of: Measure, to: Measure): Measure => ({ kind: "ratio", of, to });
export const difference = (of: Measure, less: Measure): Measure => ({ kind: "difference", of, less });
export const mean = (of: Numeric): Measure => ratio(sum(of), count());
export const share = (...where: readonly Condition[]): Measure => ratio(count(...where), count());

/** Ended badly for good, or past its guard. A caller who left is not among them. */
export const ERRORS: readonly Condition[] = [
  { column: "outcome", in: ["failed", "cancelled"] },
  { column: "code", not: "RUN060" },
];
