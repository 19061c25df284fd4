import type { Env } from "../../capabilities/check.ts";
import { capabilities } from "../../capabilities/index.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import type { Diagnostic } from "../../kernel/errors/diagnostic.ts";
import { catalog } from "../mount/full-catalog.ts";
import { flowFindings } from "../readiness/flow-findings.ts";
import { needsOf } from "../readiness/needs.ts";
import type { Needs } from "../readiness/rule.ts";
import type { Platform } from "./config-rule.ts";
import { configRules } from "./config-rules.ts";
import { schedulesAreReadable } from "./schedules.ts";
import { openConfig, type WranglerFile } from "./wrangler-config.ts";

export interface PreflightOptions {
  readonly flows: readonly Flow[];
  /** The wrangler file that is to deploy them. */
  readonly config?: WranglerFile;
  /** A named environment of that file. Default: the top of the file. */
  readonly environment?: string;
  /** Bindings by name, as the Worker has them. */
  readonly env?: Env;
  /** Of the Cloudflare account. Default `paid`. */
  readonly plan?: Platform["plan"];
  /** Release of the workerd that is to run the Worker, such as `2026-10-23`. Left out, any date will do. */
  readonly workerdDate?: string;
}

/**
 * Everything that keeps the flows from running where they are to run: in themselves, in the wrangler file, in the
 * environment, as far as each is given. A finding about the file names its key there, and its `fix` is what to paste.
 */
export function preflight(options: PreflightOptions): readonly Diagnostic[] {
  const { flows, config, env } = options;
  const needs = needsOf(flows, { capabilities, catalog });
  return withoutRepeats([
    ...(config ? configFindings(needs, config, options) : []),
    // A Worker's start need not look again: its flows were validated with what their triggers bring.
    ...schedulesAreReadable(needs),
    ...flowFindings(needs, env),
  ]);
}

function configFindings(
  needs: Needs,
  file: WranglerFile,
  { environment, plan = "paid", workerdDate }: PreflightOptions,
): readonly Diagnostic[] {
  const { config, findings } = openConfig(file, environment);
  if (!config) return findings;
  return [...findings, ...configRules.flatMap((rule) => rule(needs, config, { plan, workerdDate }))];
}

/** A subflow of two flows is asked twice. */
function withoutRepeats(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(found.map((finding) => [JSON.stringify(finding), finding])).values()];
}
