import { words } from "../format.ts";
import { numberOf, textOf } from "../rows.ts";
import type { Cell, Column, Panel, PanelAnswer, Unit } from "../wire.ts";

export interface Series {
  /** What the legend calls it. */
  readonly label: string;
  /** One value per time; null where nothing was measured. */
  readonly values: readonly (number | null)[];
  readonly sum: number;
  readonly last: number | null;
}

export interface Plot {
  /** Starts of the buckets, in seconds since the epoch. */
  readonly times: readonly number[];
  /** Where the last bucket ends. */
  readonly endS: number;
  readonly series: readonly Series[];
  /** How many more there are than can be told apart. */
  readonly left: number;
  readonly unit: Unit | undefined;
}

/** More than so many lines cannot be told apart. */
export const MAX_SERIES = 8;

/** The measures of a panel, those that it is about first. */
export function measuresOf(panel: Panel): readonly Column[] {
  const measures = panel.columns.filter(({ type }) => type === "number");
  return measures.toSorted((a, b) => Number(b.unit === panel.unit) - Number(a.unit === panel.unit));
}

export interface Choice {
  /** One measure, drawn per group; or several, of a single group. */
  readonly measures: readonly Column[];
  /** Columns whose values make a group; counts of the others are added up. */
  readonly by: readonly string[];
}

/** What a panel draws of its rows. */
export function plotOf(panel: Panel, answer: PanelAnswer, choice: Choice): Plot {
  const times = bucketsOf(answer);
  const series = valuesOf(panel, answer, choice, times);
  const shown = panel.draw === "bars" ? series.filter(({ sum }) => sum > 0) : series;
  const largest = choice.measures.length > 1 ? shown : shown.toSorted((a, b) => b.sum - a.sum);
  return {
    times,
    endS: (times.at(-1) ?? answer.from) + answer.bucket_s,
    series: largest.slice(0, MAX_SERIES),
    left: Math.max(0, largest.length - MAX_SERIES),
    unit: choice.measures[0]?.unit,
  };
}

function valuesOf({ draw }: Panel, answer: PanelAnswer, choice: Choice, times: readonly number[]): readonly Series[] {
  const place = new Map(times.map((time, index) => [time, index]));
  const time = numberOf(answer, "t");
  const parts = choice.by.map((name) => textOf(answer, name));
  const empty = draw === "bars" ? 0 : null;
  const found = new Map<string, (number | null)[]>();
  for (const measure of choice.measures) {
    const value = numberOf(answer, measure.name);
    const labelOf = (row: readonly Cell[]) => {
      if (choice.measures.length > 1) return words(measure.name);
      const group = parts.map((part) => part(row)).filter(Boolean);
      return group.length === 0 ? "unnamed" : group.join(" · ");
    };
    for (const row of answer.rows) {
      const index = place.get(time(row));
      if (index === undefined) continue;
      const values = found.get(labelOf(row)) ?? times.map(() => empty);
      values[index] = (values[index] ?? 0) + value(row);
      found.set(labelOf(row), values);
    }
  }
  return [...found].map(([label, values]) => seriesOf(label, values));
}

/** The columns that a panel's rows are grouped by. */
export function groupingsOf({ columns }: Pick<Panel, "columns">): readonly string[] {
  return columns.filter(({ type }) => type === "text").map(({ name }) => name);
}

/** How many groups the rows are of. */
export function groupsOf({ columns, rows }: PanelAnswer): number {
  const groupings = columns.flatMap(({ type }, index) => (type === "text" ? [index] : []));
  return new Set(rows.map((row) => JSON.stringify(groupings.map((index) => row[index])))).size;
}

/** Every bucket of the range, so that quiet times are as wide as busy ones. */
function bucketsOf({ from, to, bucket_s: bucketS }: PanelAnswer): readonly number[] {
  const first = Math.floor(from / bucketS) * bucketS;
  return Array.from({ length: Math.ceil((to - first) / bucketS) }, (_, index) => first + index * bucketS);
}

function seriesOf(label: string, values: readonly (number | null)[]): Series {
  let sum = 0;
  let last: number | null = null;
  for (const value of values) {
    sum += value ?? 0;
    last = value ?? last;
  }
  return { label, values, sum, last };
}

/** Each series on top of those before it, as stacked bars are drawn. */
export function stacked(series: readonly Series[]): readonly (readonly number[])[] {
  const height: number[] = [];
  return series.map(({ values }) =>
    values.map((value, index) => {
      height[index] = (height[index] ?? 0) + (value ?? 0);
      return height[index];
    }),
  );
}
