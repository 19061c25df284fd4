import * as v from "valibot";
import { alias, namedIn, readConfig, version, whole } from "./config.ts";
import type { PlanEffect } from "./step-effect.ts";
import { stepTargetFindings } from "./step-target.ts";
import type { Surface } from "./surface.ts";

const rate = "must be a number above 0";
const named = "must be the name of a binding";

const Config = v.looseObject({
  v: version,
  target: alias,
  qps: v.pipe(v.number(rate), v.finite(rate), v.gtValue(0, rate)),
  burst: whole(1),
  binding: v.optional(v.pipe(v.string(named), v.minLength(1, named))),
});

/** Lets a node run `qps` times a second on average and `burst` times at once, over all runs. */
export const rateLimitSurface: Surface = {
  kind: "rate_limit",
  second: "CTRL130",
  sets: [{ what: "rate", of: namedIn("target") }],
  check: (surface, graph) => {
    const read = readConfig(surface, graph, { schema: Config, code: "CTRL130" });
    if (!read.ok) return read.failure;
    return stepTargetFindings(surface, graph, read.value.target);
  },
  plan: (surface): PlanEffect => {
    const { target, qps, burst, binding } = v.parse(Config, surface.config);
    return { [target]: { rate: { qps, burst, binding } } };
  },
};
