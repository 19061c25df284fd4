import { diagnostic } from "../../kernel/errors/diagnostic.ts";
import { CLOSED_PATHS, PUBLIC_VARIABLE, publicPaths } from "../readiness/public-paths.ts";
import type { ConfigRule } from "./config-rule.ts";
import { keyOf } from "./wrangler-config.ts";

/** CONF105: what a variable opens to everyone is there. */
export const openedRoutesAreThere: ConfigRule = (_needs, config) => {
  const variable = config.settings.vars?.[PUBLIC_VARIABLE];
  if (variable === undefined) return [];
  const at = { file: config.file, key: keyOf(config, "vars", PUBLIC_VARIABLE) };
  const fix = `name some of ${CLOSED_PATHS.join(", ")}, or * for all`;
  if (typeof variable !== "string") return [diagnostic("CONF105", `${PUBLIC_VARIABLE} is not a text`, at, fix)];
  const known: readonly string[] = [...CLOSED_PATHS, "*"];
  return publicPaths(variable)
    .filter((path) => !known.includes(path))
    .map((path) => diagnostic("CONF105", `${PUBLIC_VARIABLE} names "${path}", which it cannot open`, at, fix));
};
