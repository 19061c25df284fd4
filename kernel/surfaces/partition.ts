import * as v from "valibot";
import { hasEdge } from "../ir/graph.ts";
import { missingEdge } from "./branching.ts";
import { alias, readConfig, targetFindings, unknownFindings, version } from "./config.ts";
import type { Surface } from "./surface.ts";

const Config = v.looseObject({
  v: version,
  edge: v.looseObject({ from: alias, to: alias }, "must be an object with `from` and `to`"),
  key: v.pipe(v.string("must be a text"), v.minLength(1, "must not be empty")),
});

/** Metadata about an edge; `partition_key` on the edge is what counts. */
export const partitionSurface: Surface = {
  kind: "partition",
  second: "CTRL130",
  check: (surface, graph) => {
    const read = readConfig(surface, graph, { schema: Config, code: "CTRL130" });
    if (!read.ok) return read.failure;
    const { from, to } = read.value.edge;
    const known = graph.nodes.has(from) && graph.nodes.has(to);
    return [
      ...targetFindings(surface, graph, [from, to], "CTRL130"),
      ...unknownFindings(surface, graph, [from, to, ...surface.targets], "CTRL131"),
      ...(known && !hasEdge(graph, from, to) ? [missingEdge(surface, graph, { from, to }, "CTRL132")] : []),
    ];
  },
};
