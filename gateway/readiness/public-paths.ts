/** What the gateway says of itself beside `/healthz`: routes, queues, schedules, what a flow lacks. */
export const CLOSED_PATHS = ["/", "/readyz", "/_flow/openapi.json"] as const;

export type ClosedPath = (typeof CLOSED_PATHS)[number];

/** The variable that opens some of them to everyone: paths, separated by commas or blanks, or `*` for all. */
export const PUBLIC_VARIABLE = "FLOWGATE_PUBLIC";

/** Whether everyone may read what the gateway says there. */
export function isPublic(path: ClosedPath, env: Readonly<Record<string, unknown>>): boolean {
  const open = publicPaths(env[PUBLIC_VARIABLE]);
  return open.includes(path) || open.includes("*");
}

/** The variable's entries, as they are written. */
export function publicPaths(variable: unknown): readonly string[] {
  return typeof variable === "string" ? variable.split(/[\s,]+/).filter((path) => path !== "") : [];
}
