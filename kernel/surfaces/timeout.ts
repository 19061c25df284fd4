import * as v from "valibot";
import { alias, namedIn, readConfig, version, whole } from "./config.ts";
import type { PlanEffect } from "./step-effect.ts";
import { stepTargetFindings } from "./step-target.ts";
import type { Surface } from "./surface.ts";

const Config = v.looseObject({ v: version, target: alias, ms: whole(1) });

/** Ends a node that takes longer than `ms` milliseconds. */
export const timeoutSurface: Surface = {
  kind: "timeout",
  second: "CTRL130",
  sets: [{ what: "timeout", of: namedIn("target") }],
  check: (surface, graph) => {
    const read = readConfig(surface, graph, { schema: Config, code: "CTRL130" });
    if (!read.ok) return read.failure;
    return stepTargetFindings(surface, graph, read.value.target);
  },
  plan: (surface): PlanEffect => {
    const { target, ms } = v.parse(Config, surface.config);
    return { [target]: { timeoutMs: ms } };
  },
};
