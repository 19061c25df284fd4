import type { TriggerRule } from "../../kernel/catalog.ts";
import { pathShape } from "./path.ts";

/** Two routes claim the same when their methods are the same and their paths match the same requests. */
export const httpRule: TriggerRule = {
  kind: "http",
  claim: ({ method, path }) =>
    typeof method === "string" && typeof path === "string" ? `${method} ${pathShape(path)}` : undefined,
  replies: true,
};
