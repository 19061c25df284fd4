/** Fields by name. Without a prototype, so that a field may have any name. */
type FieldsBy<Value> = Record<string, Value | Value[]>;

/** Fields in the order in which they came; one that is repeated is an array. Each takes one step. */
export function fieldsOf<Value>(entries: Iterable<readonly [name: string, value: Value]>): FieldsBy<Value> {
  const fields: FieldsBy<Value> = Object.create(null);
  for (const [name, value] of entries) add(fields, name, value);
  return fields;
}

/**
 * The fields of a query or a form (WHATWG URL, 5.1). The platform's own `URLSearchParams` has to be asked for each field,
 * which takes ten times as long; it reads what is not percent-encoded UTF-8.
 */
export function parseFields(text: string): FieldsBy<string> {
  const fields: FieldsBy<string> = Object.create(null);
  try {
    for (const pair of text.split("&")) {
      if (pair === "") continue;
      const equals = pair.indexOf("=");
      if (equals === -1) add(fields, decoded(pair), "");
      else add(fields, decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1)));
    }
    return fields;
  } catch {
    // A question mark at the start is part of the first name here, and would be left out there.
    return fieldsOf(new URLSearchParams(`&${text}`));
  }
}

function add<Value>(fields: FieldsBy<Value>, name: string, value: Value): void {
  const earlier = fields[name];
  if (earlier === undefined) fields[name] = value;
  else if (Array.isArray(earlier)) earlier.push(value);
  else fields[name] = [earlier, value];
}

/** Throws a URIError for what is not percent-encoded UTF-8. */
function decoded(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  return spaced.includes("%") ? decodeURIComponent(spaced) : spaced;
}
