import type { Catalog } from "../catalog.ts";
import type { Graph } from "../ir/graph.ts";
import { surfaces } from "../surfaces/index.ts";
import { hintLookup, uses } from "./hints.ts";
import type { Subject } from "./rule.ts";
import { walk } from "./walk.ts";

export function subjectOf(graph: Graph, catalog: Catalog, subflow: boolean): Subject {
  let blob: boolean | undefined;
  return {
    graph,
    catalog,
    walk: walk(graph),
    subflow,
    hintRules: hintLookup(catalog.hints),
    bodies: bodiesOf(graph),
    misled: new Set(graph.dangling.map(({ to }) => to)),
    secrets: graph.ir.policies.secrets && new Set(graph.ir.policies.secrets),
    hasBlob: () => {
      blob ??= graph.vertices.some(({ node }) => uses(node, "resource::blob"));
      return blob;
    },
  };
}

function bodiesOf(graph: Graph): ReadonlySet<string> {
  const kinds = new Map(surfaces.map((surface) => [surface.kind, surface]));
  return new Set(graph.ir.control_surfaces.flatMap((surface) => kinds.get(surface.kind)?.body?.(surface) ?? []));
}
