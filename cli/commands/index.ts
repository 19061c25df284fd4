import type { CommandEntry } from "../command.ts";

/** Every command, in the order of a flow's life. A new one is a file here and a line in this list. */
export const commands = [
  { name: "init", summary: "make a new project", load: () => import("./init.ts") },
  { name: "check", summary: "validate flows, and what the wrangler file gives them", load: () => import("./check.ts") },
  { name: "list", summary: "show flows, their triggers and next ticks", load: () => import("./list.ts") },
  { name: "graph", summary: "draw flows as DOT, Mermaid or SVG", load: () => import("./graph.ts") },
  {
    name: "run",
    summary: "run a flow once, in memory, as any event",
    load: () => import("./run.ts"),
  },
  {
    name: "package",
    summary: "make a folder that deploys to Cloudflare Workers",
    load: () => import("./package.ts"),
  },
  {
    name: "openapi",
    summary: "print the OpenAPI 3.1 description of the routes",
    load: () => import("./openapi.ts"),
  },
  { name: "dev", summary: "run the project's gateway here, everything local", load: () => import("./dev.ts") },
  { name: "trigger", summary: "send an event to a gateway that is up", load: () => import("./trigger.ts") },
  { name: "runs", summary: "show the last runs of a gateway", load: () => import("./runs.ts") },
  { name: "tail", summary: "follow a gateway's runs and failures as they come", load: () => import("./tail.ts") },
  { name: "failures", summary: "list, show and replay failures of a gateway", load: () => import("./failures.ts") },
  { name: "metrics", summary: "show a gateway's panels in the terminal", load: () => import("./metrics.ts") },
] as const satisfies readonly CommandEntry[];
