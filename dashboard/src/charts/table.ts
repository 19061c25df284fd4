import { h, styled } from "../dom.ts";
import { cell, words } from "../format.ts";
import type { Cell, Column, PanelAnswer } from "../wire.ts";

export interface TableOptions {
  readonly label: string;
  /** The measure that is also drawn as a bar. */
  readonly bar?: string;
  readonly link?: (column: Column, value: Cell, row: (name: string) => Cell) => string | undefined;
  readonly maxRows?: number;
}

/** An answer as it is, for eyes and for screen readers. */
export function dataTable({ columns, rows }: PanelAnswer, options: TableOptions): HTMLElement {
  const { label, bar, link, maxRows = 100 } = options;
  const barAt = columns.findIndex(({ name }) => name === bar);
  const largest = Math.max(...rows.map((row) => Number(row[barAt] ?? 0)), 0);
  const cellOf = (row: readonly Cell[], column: Column, index: number) => {
    const value = row[index] ?? "";
    const at = (name: string) => row[columns.findIndex((other) => other.name === name)] ?? "";
    const href = link?.(column, value, at);
    const text = cell(value, column);
    const inside = href === undefined ? text : h("a", { href }, text);
    const element = h("td", { class: column.type === "number" ? "number" : column.type }, inside);
    if (index === barAt && largest > 0) {
      element.classList.add("bar");
      styled(element, { "--part": `${(Number(value) / largest) * 100}%` });
    }
    return element;
  };
  const head = columns.map(({ name, type }) =>
    h("th", { scope: "col", class: type === "number" ? "number" : type }, name === "t" ? "time" : words(name)),
  );
  const body = rows
    .slice(0, maxRows)
    .map((row) => h("tr", {}, ...columns.map((one, index) => cellOf(row, one, index))));
  const table = h("table", { "aria-label": label }, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...body));
  const more = rows.length - body.length;
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": label },
    table,
    more > 0 && h("p", { class: "muted" }, `and ${more} more rows`),
  );
}
