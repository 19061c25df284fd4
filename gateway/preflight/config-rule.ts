import type { Diagnostic } from "../../kernel/errors/diagnostic.ts";
import type { Needs } from "../readiness/rule.ts";
import type { WranglerConfig } from "./wrangler-config.ts";

/** What the account or the machine behind a wrangler file takes. */
export interface Platform {
  readonly plan: "free" | "paid";
  /** Release of the workerd that is to run the Worker, as `2026-10-23`; undefined where nobody knows. */
  readonly workerdDate: string | undefined;
}

/** Everything that is wrong in one respect with a wrangler file that is to deploy these flows. Pure. */
export type ConfigRule = (needs: Needs, config: WranglerConfig, platform: Platform) => readonly Diagnostic[];
