import { failure } from "../../kernel/errors/failure.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import { localMetrics } from "../local-sink.ts";
import { bindingPort, isAnalyticsBinding } from "./binding.ts";
import { localPort } from "./local.ts";
import type { QueryPort } from "./query-port.ts";
import { sqlApiPort } from "./sql-api.ts";

/**
 * The store that `env` is configured for: FLOWGATE_METRICS for the local one; else the `analytics` binding
 * ANALYTICS_SQL; else the SQL API, with the variable ACCOUNT_ID and the secret ANALYTICS_TOKEN, which stays here.
 */
export function queryPort(env: Readonly<Record<string, unknown>>, dataset = "flowgate"): Result<QueryPort> {
  const local = localMetrics(env);
  if (local !== undefined) return ok(localPort(local));
  if (isAnalyticsBinding(env.ANALYTICS_SQL)) return ok(bindingPort(env.ANALYTICS_SQL, dataset));
  const { ACCOUNT_ID: accountId, ANALYTICS_TOKEN: token } = env;
  if (typeof accountId === "string" && typeof token === "string") return ok(sqlApiPort({ accountId, token, dataset }));
  return fail(failure("RES101", "no store of metrics is configured; see docs/telemetry.md"));
}
