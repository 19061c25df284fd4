import { hasMethods } from "../../base/bindings.ts";
import { FlowError, failure } from "../../kernel/errors/failure.ts";
import { workersBindingSql } from "../sql/workers-binding.ts";
import type { QueryPort, QueryRow } from "./query-port.ts";

/** What is used of the platform's `analytics` binding. */
export interface AnalyticsBinding {
  query(request: { query: string; params: Record<string, string | number> }): Promise<{ data: readonly QueryRow[] }>;
}

/** A D1 database has a `query` too. */
export function isAnalyticsBinding(value: unknown): value is AnalyticsBinding {
  return hasMethods(value, ["query"]) && !hasMethods(value, ["prepare"]);
}

export function bindingPort(binding: AnalyticsBinding, dataset: string): QueryPort {
  return {
    dialect: workersBindingSql(dataset),
    run: async ({ sql, values }) => {
      const params = Object.fromEntries(values.map((value, index) => [`p${index + 1}`, value]));
      try {
        return (await binding.query({ query: sql, params })).data;
      } catch (cause) {
        throw FlowError.of(failure("RES105", "the analytics binding does not answer", { cause }));
      }
    },
  };
}
