import { tomlKey, tomlMembers, tomlTable, tomlValue } from "../../capabilities/toml.ts";
import type { Json, JsonObject } from "../../kernel/json.ts";
import type { Settings } from "./settings.ts";
import { homeOf, type WranglerConfig } from "./wrangler-config.ts";

/**
 * What to paste into a wrangler file, in its own format and for its environment. TOML goes to the end of the file unless a
 * comment says where else. JSON is to be merged: lists of entries grow, an entry that is named already gets the new
 * members, and a list of names comes whole.
 */

type Section = keyof Settings & string;

/** A further entry of a list of tables, such as `["queues", "producers"]`. */
export function entryFragment(
  config: WranglerConfig,
  section: readonly [Section, ...string[]],
  entry: JsonObject,
): string {
  const path = [...homeOf(config, section[0]), ...section];
  if (config.format === "toml") return tomlTable(`[[${tomlPath(path)}]]`, entry);
  return json(path, [entry]);
}

/** Members of an entry that is there; `name` is the member that tells it from the others. */
export function memberFragment(
  config: WranglerConfig,
  section: readonly [Section, ...string[]],
  name: JsonObject,
  members: JsonObject,
): string {
  const path = [...homeOf(config, section[0]), ...section];
  if (config.format === "jsonc") return json(path, [{ ...name, ...members }]);
  return lines(`# in the [[${tomlPath(path)}]] with ${tomlMembers(name).join(", ")}`, ...tomlMembers(members));
}

/** A key of a table such as `triggers`, in place of the value it has now. */
export function keyFragment(config: WranglerConfig, table: Section, key: string, value: Json): string {
  const path = [...homeOf(config, table), table];
  if (config.format === "jsonc") return json([...path, key], value);
  const line = `${key} = ${tomlValue(value)}`;
  const there = config.settings[table] !== undefined;
  return there ? lines(`# in [${tomlPath(path)}]`, line) : lines(`[${tomlPath(path)}]`, line);
}

/** A key that stands in no table, such as `compatibility_date`, in place of the value it has now. */
export function rootFragment(config: WranglerConfig, key: Section, value: Json): string {
  const home = homeOf(config, key);
  if (config.format === "jsonc") return json([...home, key], value);
  const line = `${key} = ${tomlValue(value)}`;
  if (home.length > 0) return lines(`# in [${tomlPath(home)}]`, line);
  return Object.keys(config.top).length === 0 ? lines(line) : lines("# above the first [table]", line);
}

const tomlPath = (path: readonly string[]) => path.map(tomlKey).join(".");

const lines = (...all: readonly string[]) => `${all.join("\n")}\n`;

function json(path: readonly string[], value: Json): string {
  const nested = path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
  return `${JSON.stringify(nested, null, 2)}\n`;
}

/** A table of its own, such as `["exports", "Ledger"]`. */
export function tableFragment(
  config: WranglerConfig,
  table: readonly [Section, ...string[]],
  members: JsonObject,
): string {
  const path = [...homeOf(config, table[0]), ...table];
  return config.format === "toml" ? tomlTable(`[${tomlPath(path)}]`, members) : json(path, members);
}
