import { type BlobName, type DoubleName, slots } from "../columns.ts";
import { type Chart, type Condition, derived, type Measure, type Numeric } from "../panels/panel.ts";

/** The words in which dialects differ. `column` is how the place of a condition or measure names a column. */
export interface Words {
  readonly column: (name: BlobName | Numeric) => string;
  /** What one point stands for. */
  readonly weight: string;
  readonly compare: (column: string, is: "=" | "!=", value: string) => string;
  /** 0 where the condition does not hold. */
  readonly when: (condition: string, then: string) => string;
  readonly divide: (of: string, by: string) => string;
  readonly max: (of: string) => string;
  readonly min: (of: string) => string;
  readonly quantile: (of: Numeric, level: number) => string;
}

export function measureSql(measure: Measure, words: Words): string {
  switch (measure.kind) {
    case "count":
      return measure.where?.length
        ? `sum(${words.when(conditionsSql(measure.where, words), words.weight)})`
        : `sum(${words.weight})`;
    case "sum":
      return `sum(${words.weight} * ${bracketed(words.column(measure.of))})`;
    case "max":
      return words.max(words.column(measure.of));
    case "min":
      return words.min(words.column(measure.of));
    case "quantile":
      return words.quantile(measure.of, measure.level);
    case "ratio": {
      const to = measureSql(measure.to, words);
      return words.when(`${to} != 0`, words.divide(bracketed(measureSql(measure.of, words)), bracketed(to)));
    }
    case "difference":
      return `${measureSql(measure.of, words)} - ${bracketed(measureSql(measure.less, words))}`;
  }
}

/** Around whatever is more than one name or one call. */
function bracketed(sql: string): string {
  return /^\w+(?:\([^()]*\))?$/.test(sql) ? sql : `(${sql})`;
}

export function conditionsSql(conditions: readonly Condition[], words: Words): string {
  return conditions.map((condition) => conditionSql(condition, words)).join(" AND ");
}

function conditionSql(condition: Condition, words: Words): string {
  const column = words.column(condition.column);
  if ("above" in condition) return `${column} > ${condition.above}`;
  if ("not" in condition) return words.compare(column, "!=", condition.not);
  const any = condition.in.map((value) => words.compare(column, "=", value));
  return any.length === 1 ? any.join("") : `(${any.join(" OR ")})`;
}

/** Where a column lies in a point: `blob2`, or arithmetic on doubles. */
export function slotSql(name: BlobName | Numeric): string {
  return isDerived(name) ? derived[name]((column: DoubleName) => slots[column]) : slots[name];
}

function isDerived(name: BlobName | Numeric): name is keyof typeof derived {
  return name in derived;
}

/** The columns that a chart looks into, each once, dimensions first. */
export function columnsOf(chart: Chart): readonly (BlobName | Numeric)[] {
  const inside = Object.values(chart.measures).flatMap(columnsIn);
  return [...new Set([...chart.by, ...inside])];
}

function columnsIn(measure: Measure): readonly (BlobName | Numeric)[] {
  switch (measure.kind) {
    case "count":
      return (measure.where ?? []).map((condition) => condition.column);
    case "ratio":
      return [...columnsIn(measure.of), ...columnsIn(measure.to)];
    case "difference":
      return [...columnsIn(measure.of), ...columnsIn(measure.less)];
    default:
      return [measure.of];
  }
}

/** The groups, as both GROUP BY and the order that breaks ties. */
export function groupsOf(chart: Chart): readonly string[] {
  return chart.overTime ? ["t", ...chart.by] : chart.by;
}

export function orderSql(chart: Chart): string {
  return [...(chart.top ? [`${chart.top} DESC`] : []), ...groupsOf(chart)].join(", ");
}
