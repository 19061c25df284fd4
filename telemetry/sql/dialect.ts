import type { BlobName } from "../columns.ts";
import type { Panel } from "../panels/panel.ts";

/** Which points a panel looks at. */
export interface PanelQuery {
  /** Seconds since the epoch: from, inclusive; to, exclusive. */
  readonly fromS: number;
  readonly toS: number;
  /** Width of a bucket in seconds, a whole number above 0. */
  readonly bucketS: number;
  /** Columns that must have just this value. May hold anything. */
  readonly filter: Readonly<Partial<Record<BlobName, string>>>;
}

export interface Statement {
  readonly sql: string;
  /** Values of the text's placeholders, in order. */
  readonly values: readonly (string | number)[];
}

/** A way to ask for a panel. The same rows give the same numbers in each. */
export interface Dialect {
  readonly name: string;
  readonly render: (panel: Panel, query: PanelQuery) => Statement;
}

/** Thrown for a dataset or query that no SQL can be made of: a mistake of the program's, not of a viewer's. */
export function assertIdentifier(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new TypeError(`${JSON.stringify(name)} cannot name a dataset`);
  return name;
}
