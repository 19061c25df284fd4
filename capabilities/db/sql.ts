/** What can be bound to a parameter. A boolean is stored as 1 or 0. */
export type SqlParameter = string | number | boolean | null | Uint8Array;

/** One statement and what is bound to it. Only `sql` makes one: text from elsewhere cannot pass for a query. */
export class SqlQuery {
  readonly #made = true;
  readonly text: string;
  readonly parameters: readonly SqlParameter[];

  constructor(text: string, parameters: readonly SqlParameter[]) {
    this.text = text;
    this.parameters = parameters;
    Object.freeze(this);
  }

  /** Whether `value` is a query, and no object that looks like one. */
  static is(value: unknown): value is SqlQuery {
    return typeof value === "object" && value !== null && #made in value;
  }
}

/**
 * A query whose values are bound, never put into its text: sql`SELECT * FROM orders WHERE id = ${id}`. A query among
 * the values becomes part of the statement, its own values bound with it.
 */
export function sql(texts: TemplateStringsArray, ...values: readonly (SqlParameter | SqlQuery)[]): SqlQuery {
  const parameters: SqlParameter[] = [];
  let text = texts[0] ?? "";
  for (const [index, value] of values.entries()) {
    if (SqlQuery.is(value)) {
      text += value.text;
      parameters.push(...value.parameters);
    } else {
      text += "?";
      parameters.push(value);
    }
    text += texts[index + 1] ?? "";
  }
  return new SqlQuery(text, parameters);
}
