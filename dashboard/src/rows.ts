import type { Cell, PanelAnswer } from "./wire.ts";

type Row = readonly Cell[];

/** Reads one column of an answer's rows by its name. */
export function textOf({ columns }: PanelAnswer, name: string): (row: Row) => string {
  const index = columns.findIndex((column) => column.name === name);
  return (row) => String(row[index] ?? "");
}

export function numberOf({ columns }: PanelAnswer, name: string): (row: Row) => number {
  const index = columns.findIndex((column) => column.name === name);
  return (row) => Number(row[index] ?? 0);
}
