import { diagnostic } from "../errors/diagnostic.ts";
import { SEMVER } from "../ir/semver.ts";
import { at } from "./graph.ts";
import type { FlowRule } from "./rule.ts";

/** DAG001: a flow has a name, its nodes have aliases, and the version is one. In TypeScript no type says so. */
export const namesAreGiven: FlowRule = ({ graph }) => {
  const { name, version, nodes } = graph.ir;
  const place = at(graph);
  return [
    ...(name === "" ? [diagnostic("DAG001", "/name: a flow needs a name", place)] : []),
    ...(SEMVER.test(version)
      ? []
      : [diagnostic("DAG001", `/version: must be a semantic version, such as 1.0.0, but is "${version}"`, place)]),
    ...nodes.flatMap(({ alias }, index) =>
      alias === "" ? [diagnostic("DAG001", `/nodes/${index}/alias: a node needs an alias`, place)] : [],
    ),
  ];
};
