import { type Findings, isMet, type Table, type Target } from "./bench.ts";

/** What the benches found, for people. */
export function printed(found: readonly Findings[]): string {
  const tables = found.flatMap(({ tables: own }) => own);
  const targets = found.flatMap(({ targets: own }) => own);
  return [...tables, targetsTable(targets)].map(tableText).join("\n\n");
}

function targetsTable(targets: readonly Target[]): Table {
  return {
    title: "Targets",
    columns: ["figure", "measured", "target", ""],
    rows: targets.map((target) => [
      target.name,
      figure(target.value),
      "least" in target.bound ? `at least ${figure(target.bound.least)}` : `at most ${figure(target.bound.most)}`,
      isMet(target) ? "met" : "NOT met",
    ]),
  };
}

function figure(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString("en") : value.toFixed(2);
}

export function tableText({ title, columns, rows }: Table): string {
  const lines = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [title, "", line(columns), rule, ...rows.map(line)].join("\n");
}
