/**
 * Fields by name, in the order in which they came; one that is repeated is an array. Without a prototype, so that a field
 * may have any name. The time it takes is in proportion to the number of fields.
 */
export function fieldsOf<Value>(
  entries: Iterable<readonly [name: string, value: Value]>,
): Record<string, Value | Value[]> {
  const fields: Record<string, Value | Value[]> = Object.create(null);
  for (const [name, value] of entries) {
    const earlier = fields[name];
    if (earlier === undefined) fields[name] = value;
    else if (Array.isArray(earlier)) earlier.push(value);
    else fields[name] = [earlier, value];
  }
  return fields;
}
