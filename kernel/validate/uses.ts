import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import type { IrNode, IrUse } from "../ir/schema.ts";
import { at } from "./graph.ts";
import type { Rule } from "./rule.ts";

/** EGRESS101, SECR201: what a node may call and read is written down. Says nothing of nodes that carry no `uses`. */
export const usesAreNarrow: Rule = ({ graph }) => {
  const { secrets } = graph.ir.policies;
  return graph.ir.nodes.flatMap((node) =>
    (node.uses ?? []).flatMap((use): readonly Diagnostic[] => {
      const where = at(graph, { node: node.alias });
      return [
        ...egressProblems(node, use).map((message) => diagnostic("EGRESS101", message, where)),
        ...secretProblems(node, use, secrets).map((message) => diagnostic("SECR201", message, where)),
      ];
    }),
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
  declared: readonly string[] | undefined,
): readonly string[] {
  if (kind !== "secret" || !declared || (binding !== undefined && declared.includes(binding))) return [];
  const known = declared.length > 0 ? declared.join(", ") : "none";
  return [`\`${name}\` of ${alias} reads the secret ${binding}, but the flow declares ${known}`];
}
