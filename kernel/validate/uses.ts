import { diagnostic } from "../errors/diagnostic.ts";
import { at } from "../ir/graph.ts";
import { listed } from "../ir/name.ts";
import type { IrNode, IrUse } from "../ir/schema.ts";
import { type Findings, type NodeRule, none, type Subject } from "./rule.ts";

/** EGRESS101, SECR201: what a node may call and read is written down. Says nothing of nodes that carry no `uses`. */
export const usesAreNarrow: NodeRule = ({ node }, subject) => {
  if (!node.uses) return none;
  const where = at(subject.graph, { node: node.alias });
  return node.uses.flatMap(
    (use): Findings => [
      ...egressProblems(node, use).map((message) => diagnostic("EGRESS101", message, where)),
      ...secretProblems(node, use, subject).map((message) => diagnostic("SECR201", message, where)),
    ],
  );
};

function egressProblems({ alias }: IrNode, { name, kind, options }: IrUse): readonly string[] {
  if (kind !== "http") return [];
  const hosts: unknown = options.hosts;
  const named =
    Array.isArray(hosts) && hosts.length > 0 && hosts.every((host) => typeof host === "string" && host !== "");
  return named ? [] : [`\`${name}\` of ${alias} names no host that it may call`];
}

function secretProblems(
  { alias }: IrNode,
  { name, kind, binding }: IrUse,
  { graph, secrets }: Subject,
): readonly string[] {
  if (kind !== "secret" || !secrets || (binding !== undefined && secrets.has(binding))) return [];
  const known = listed(graph.ir.policies.secrets ?? []) || "none";
  return [`\`${name}\` of ${alias} reads the secret ${binding}, but the flow declares ${known}`];
}
