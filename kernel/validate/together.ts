import type { Catalog } from "../catalog.ts";
import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import type { FlowIr } from "../ir/schema.ts";
import { claimOf } from "./triggers.ts";

/** What is wrong between flows that are mounted together: DAG205 for a name twice, in capital letters or small, DAG103 for a claim twice. */
export function validateTogether(irs: readonly FlowIr[], catalog: Catalog): readonly Diagnostic[] {
  const names = new Map<string, FlowIr>();
  const claims = new Map<string, FlowIr>();
  return irs.flatMap((ir) => [...nameFindings(ir, names), ...claimFindings(ir, claims, catalog)]);
}

function nameFindings(ir: FlowIr, names: Map<string, FlowIr>): readonly Diagnostic[] {
  // Some file systems, and some readers, do not tell Orders from orders.
  const key = ir.name.toLowerCase();
  const first = names.get(key);
  names.set(key, first ?? ir);
  if (!first) return [];
  const message = `${ir.name}@${ir.version} has the name of ${first.name}@${first.version}`;
  return [diagnostic("DAG205", message, { flow: ir.name }, "rename one of the flows")];
}

/** Claims within one flow are that flow's own findings. */
function claimFindings(ir: FlowIr, claims: Map<string, FlowIr>, catalog: Catalog): readonly Diagnostic[] {
  return ir.nodes.flatMap((node) => {
    const claim = node.kind === "trigger" ? claimOf(catalog.triggers, node) : undefined;
    if (claim === undefined) return [];
    const first = claims.get(claim);
    claims.set(claim, first ?? ir);
    if (!first || first === ir) return [];
    const message = `${claim} is already claimed by flow ${first.name}`;
    return [diagnostic("DAG103", message, { flow: ir.name, node: node.alias })];
  });
}
