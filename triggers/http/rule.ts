import type { TriggerRule, WiringProblem } from "../../kernel/catalog.ts";
import type { TriggerWiring } from "../../kernel/ir/schema.ts";
import { countProblems, keyProblems } from "../wiring.ts";
import { headerProblem } from "./labels.ts";
import { pathProblem, pathShape } from "./path.ts";

/** Two routes claim the same when their methods are the same and their paths match the same requests. */
export const httpRule: TriggerRule = {
  kind: "http",
  claim: ({ method, path }) =>
    typeof method === "string" && typeof path === "string" ? `${method} ${pathShape(path)}` : undefined,
  replies: true,
  check: (wiring) => [
    ...pathProblems(wiring.path),
    ...headerProblems(wiring.headers),
    ...(wiring.delivery_header === undefined ? [] : headerProblems([wiring.delivery_header])),
    ...countProblems(wiring, ["max_bytes", "timeout_ms"]),
    ...keyProblems(wiring),
    ...unheededKeys(wiring),
  ],
};

/** GET and HEAD change nothing, so that none is told from another. */
function unheededKeys({ method, idempotency: keys }: TriggerWiring): readonly WiringProblem[] {
  if (method !== "GET" || typeof keys !== "object" || keys === null) return [];
  return [
    { code: "DAG001", message: "a GET route looks at no idempotency key; take POST for what is to be done once" },
  ];
}

function pathProblems(path: unknown): readonly WiringProblem[] {
  const reason = typeof path === "string" ? pathProblem(path) : "a route has a path";
  return reason === undefined ? [] : [{ code: "DAG001", message: `path ${JSON.stringify(path)}: ${reason}` }];
}

function headerProblems(headers: unknown): readonly WiringProblem[] {
  const names: readonly unknown[] = Array.isArray(headers) ? headers : [];
  return names.flatMap((name) => {
    const reason = headerProblem(String(name));
    return reason === undefined
      ? []
      : [{ code: "DAG001" as const, message: `header ${JSON.stringify(name)}: ${reason}` }];
  });
}
