import { diagnostic } from "../errors/diagnostic.ts";
import { at } from "../ir/graph.ts";
import { leadingTo } from "./reach.ts";
import type { FlowRule } from "./rule.ts";

/** DAG204: the capture is at no detached edge and behind none, as nobody would wait for its output. */
export const captureIsAwaited: FlowRule = ({ graph }) => {
  const detached = graph.links.filter(({ edge }) => edge.detached);
  const capture = graph.vertex(graph.capture ?? "");
  if (!capture || detached.length === 0) return [];
  const leading = leadingTo(capture, graph.vertices.length);
  return detached
    .filter(({ to }) => leading[to.index] === 1)
    .map(({ edge: { from, to } }) => {
      const message = `nobody waits for the capture ${capture.node.alias}: a detached edge leads to it`;
      const fix = "take `detached` off the edge, or respond from a node that no detached edge leads to";
      return diagnostic("DAG204", message, at(graph, { edge: { from, to } }), fix);
    });
};
