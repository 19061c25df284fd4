import type { LocalMetrics } from "../local-sink.ts";
import { LOCAL_TABLE } from "../local-store.ts";
import { sqliteSql } from "../sql/sqlite.ts";
import type { QueryPort } from "./query-port.ts";

export function localPort(store: LocalMetrics): QueryPort {
  return { dialect: sqliteSql(LOCAL_TABLE), run: ({ sql, values }) => store.read(sql, values) };
}
