import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import type { IrSurface } from "../ir/schema.ts";
import { surfaces } from "../surfaces/index.ts";
import { unsupported } from "../surfaces/unsupported.ts";
import { at } from "./graph.ts";
import type { Rule } from "./rule.ts";

/** CTRL110 to CTRL132 and CTRL901: each surface is one that runs here, fits the graph and comes first. */
export const surfacesFit: Rule = ({ graph }) => {
  const kinds = new Map(surfaces.map((surface) => [surface.kind, surface]));
  const holders = new Map<string, IrSurface>();
  return graph.ir.control_surfaces.flatMap((declared): readonly Diagnostic[] => {
    const surface = kinds.get(declared.kind);
    if (!surface) return unsupported(declared, graph);
    const held = [...(surface.holds?.(declared) ?? []), `the id ${declared.id}`];
    const taken = held.find((what) => holders.has(what));
    for (const what of held) if (!holders.has(what)) holders.set(what, declared);
    const first = holders.get(taken ?? "");
    if (!first) return surface.check(declared, graph);
    const message = `${taken} is already held by ${first.kind} surface ${first.id}`;
    const second = diagnostic(surface.second, message, at(graph, { surface: declared.id }));
    return [...surface.check(declared, graph), second];
  });
};
