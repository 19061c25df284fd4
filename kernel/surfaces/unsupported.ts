import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at, type Graph } from "../ir/graph.ts";
import type { IrSurface } from "../ir/schema.ts";

/** CTRL901: a kind that is reserved or not known at all. Never passed over silently. */
export function unsupported(surface: IrSurface, graph: Graph): readonly Diagnostic[] {
  const message = `surface ${surface.id} of kind ${surface.kind} is not supported here`;
  return [diagnostic("CTRL901", message, at(graph, { surface: surface.id }))];
}
