export type Entry = readonly [name: unknown, value: unknown];

/** What a map or a form holds; undefined for what is neither. */
export function entriesOf(value: object): readonly Entry[] | undefined {
  const holds = value instanceof Map || value instanceof FormData || value instanceof URLSearchParams;
  return holds ? [...value] : undefined;
}

/** Whether a list is one of pairs, each with a name. */
export function areEntries(items: readonly unknown[]): items is readonly Entry[] {
  return (
    items.length > 0 && items.every((item) => Array.isArray(item) && item.length === 2 && typeof item[0] === "string")
  );
}

/** Headers in any form that they come in: a list of pairs, a flat list as Node has it, a map, an object. */
export function headerEntries(headers: object): readonly Entry[] {
  if (headers instanceof Headers || headers instanceof Map) return [...headers];
  if (!Array.isArray(headers)) return Object.keys(headers).map((name) => [name, read(headers, name)]);
  const items: readonly unknown[] = headers;
  return areEntries(items)
    ? items
    : items.flatMap((name, at) => (at % 2 === 0 ? [[name, items[at + 1]] as const] : []));
}

/** A getter may throw. */
export function read(value: object, key: string): unknown {
  try {
    return value[key as keyof typeof value];
  } catch {
    return UNREADABLE;
  }
}

/** What an object makes of itself for JSON. */
export function asJson(value: object, toJson: object): unknown {
  if (value instanceof Date && Number.isNaN(value.getTime())) return "[invalid date]";
  try {
    return Reflect.apply(toJson as () => unknown, value, []);
  } catch {
    return UNREADABLE;
  }
}

const UNREADABLE = "[unreadable]";
