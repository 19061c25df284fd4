import * as v from "valibot";
import { alias, namedIn, readConfig, version, whole } from "./config.ts";
import { stepTargetFindings } from "./step-target.ts";
import type { PlanEffect, Surface } from "./surface.ts";

const Config = v.looseObject({ v: version, target: alias, ms: whole(1) });

/** Ends a node that takes longer than `ms` milliseconds. */
export const timeoutSurface: Surface = {
  kind: "timeout",
  second: "CTRL130",
  sets: { what: "timeout", of: namedIn("target") },
  check: (surface, graph) => {
    const { config, findings } = readConfig(surface, graph, { schema: Config, code: "CTRL130" });
    if (!config) return findings;
    return stepTargetFindings(surface, graph, config.target);
  },
  plan: (surface): PlanEffect => {
    const { target, ms } = v.parse(Config, surface.config);
    return { [target]: { timeoutMs: ms } };
  },
};
