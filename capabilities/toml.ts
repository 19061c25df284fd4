import type { Json, JsonObject } from "../kernel/json.ts";

/** A table under its header, such as `[[kv_namespaces]]`, one key a line. */
export function tomlTable(header: string, table: JsonObject): string {
  return `${[header, ...tomlMembers(table)].join("\n")}\n`;
}

/** Each key with its value, as one line of TOML. TOML has no null: such a member is left out. */
export function tomlMembers(table: JsonObject): readonly string[] {
  const members = Object.entries(table).filter(([, value]) => value !== null);
  return members.map(([key, value]) => `${tomlKey(key)} = ${tomlValue(value)}`);
}

/** Bare where TOML allows it. */
export function tomlKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : tomlString(key);
}

export function tomlValue(value: Json): string {
  if (typeof value === "string") return tomlString(value);
  if (isArray(value)) return `[${value.map(tomlValue).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `{ ${tomlMembers(value).join(", ")} }`;
  return String(value);
}

/** `Array.isArray` does not narrow a readonly array. */
const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

/** JSON's escapes are TOML's too; DEL only TOML wants escaped. */
function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007f");
}
