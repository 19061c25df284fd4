import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import {
  idProblem,
  innerPathProblem,
  lengthProblem,
  MAX_ID_LENGTH,
  nameProblem,
  quoted,
  shortName,
} from "../ir/name.ts";
import type { FlowIr, IrNode } from "../ir/schema.ts";
import { SEMVER } from "../ir/semver.ts";

type Problem = (text: string) => string | undefined;

/** Takes note of a text that is not what it has to be. Its place is given key by key. */
type Look = (problem: Problem, text: string, ...place: readonly (string | number)[]) => void;

/**
 * DAG001, NAME101: a flow has a name and a version, its nodes have aliases, and all names are fit for files, ids and
 * labels. In TypeScript no type says so. What other tools name by paths of their own, such as `identifier`, and what is
 * only shown may be anything.
 */
export function nameFindings(ir: FlowIr): readonly Diagnostic[] {
  const flow = shortName(ir.name);
  const found: Diagnostic[] = [];
  const look: Look = (problem, text, ...place) => {
    const reason = problem(text);
    if (reason === undefined) return;
    const pointer = `/${place.join("/")}`;
    const location = { flow, pointer };
    if (text === "") found.push(diagnostic("DAG001", `${pointer}: ${emptyText(place)}`, location));
    else found.push(diagnostic("NAME101", `${pointer}: ${quoted(text)} ${reason}`, location));
  };
  look(nameProblem, ir.name, "name");
  if (!SEMVER.test(ir.version)) found.push(noVersion(ir, flow));
  else look(lengthProblem, ir.version, "version");
  for (const [index, node] of ir.nodes.entries()) lookAtNode(node, index, look);
  for (const [index, { id }] of ir.control_surfaces.entries()) look(idProblem, id, "control_surfaces", index, "id");
  for (const [index, { id }] of ir.checkpoints.entries()) look(idProblem, id, "checkpoints", index, "id");
  for (const [index, { path }] of ir.artifacts.entries()) look(innerPathProblem, path, "artifacts", index, "path");
  for (const [index, name] of (ir.policies.secrets ?? []).entries()) look(nameProblem, name, "policies/secrets", index);
  return found;
}

function emptyText(place: readonly (string | number)[]): string {
  if (place.length === 1) return "a flow needs a name";
  return place.at(-1) === "alias" ? "a node needs an alias" : "it is empty";
}

function lookAtNode({ alias, uses = [] }: IrNode, index: number, look: Look): void {
  look(nameProblem, alias, "nodes", index, "alias");
  for (const [place, { name, binding }] of uses.entries()) {
    look(nameProblem, name, "nodes", index, "uses", place, "name");
    if (binding !== undefined) look(nameProblem, binding, "nodes", index, "uses", place, "binding");
  }
}

function noVersion({ version }: FlowIr, flow: string): Diagnostic {
  const message = `/version: must be a semantic version, such as 1.0.0, but is ${quoted(version)}`;
  return diagnostic("DAG001", message, { flow, pointer: "/version" });
}

/** Whether findings can quote the names of a flow, again and again, without growing out of proportion to it. */
export function isQuotable({ name, nodes, control_surfaces: surfaces }: FlowIr): boolean {
  const short = ({ length }: string) => length <= MAX_ID_LENGTH;
  return short(name) && nodes.every(({ alias }) => short(alias)) && surfaces.every(({ id }) => short(id));
}
