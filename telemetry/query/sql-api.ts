import * as v from "valibot";
import type { Code } from "../../kernel/errors/codes.ts";
import { FlowError, failure } from "../../kernel/errors/failure.ts";
import { analyticsEngineSql } from "../sql/analytics-engine.ts";
import type { QueryPort } from "./query-port.ts";

export interface SqlApiOptions {
  /** 32 hex digits. */
  readonly accountId: string;
  /** With the permission Account Analytics Read. Sent to the API only. */
  readonly token: string;
  readonly dataset: string;
  /** Address of Cloudflare's API. */
  readonly apiUrl?: string | undefined;
  readonly fetch?: typeof fetch;
}

const API_URL = "https://api.cloudflare.com/client/v4";
const TIMEOUT_MS = 20_000;
const Answer = v.looseObject({ data: v.array(v.record(v.string(), v.unknown())) });

/** Analytics Engine's SQL API over HTTP (developers.cloudflare.com/analytics/analytics-engine/sql-api). */
export function sqlApiPort(options: SqlApiOptions): QueryPort {
  const { apiUrl = API_URL, accountId } = options;
  const url = `${apiUrl.replace(/\/+$/, "")}/accounts/${encodeURIComponent(accountId)}/analytics_engine/sql`;
  return {
    dialect: analyticsEngineSql(options.dataset),
    run: async ({ sql }) => {
      try {
        return await ask(options, url, sql);
      } catch (cause) {
        if (cause instanceof FlowError) throw cause;
        throw FlowError.of(failure("RES105", "Analytics Engine does not answer", { cause }));
      }
    },
  };
}

async function ask(options: SqlApiOptions, url: string, sql: string) {
  const response = await (options.fetch ?? fetch)(url, {
    method: "POST",
    headers: { authorization: `Bearer ${options.token}` },
    body: sql,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.ok) return v.parse(Answer, await response.json()).data;
  const cause = new Error(`status ${response.status}: ${(await response.text()).slice(0, 1_000)}`);
  throw FlowError.of(failure(codeOf(response.status), "Analytics Engine refused the query", { cause }));
}

function codeOf(status: number): Code {
  if (status === 401 || status === 403) return "RES106";
  return status === 429 ? "RES104" : "RES105";
}
