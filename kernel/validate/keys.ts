import { diagnostic } from "../errors/diagnostic.ts";
import { pointerTokens } from "../pointer.ts";
import { at, type Vertex } from "./graph.ts";
import { uses } from "./hints.ts";
import type { Rule } from "./rule.ts";

/** DAG004, a warning: what has effects has a key. A trigger has none of its own, and a subflow's nodes have theirs. */
export const effectsAreKeyed: Rule = ({ graph }) =>
  graph.vertices
    .filter(({ node }) => node.kind === "inline" || node.kind === "activity")
    .filter(({ node }) => node.effects === "effectful" && node.idempotency.key === undefined)
    .map(({ node: { alias } }) =>
      diagnostic("DAG004", `${alias} is effectful and has no idempotency key`, at(graph, { node: alias })),
    );

/** IDEM020, a warning: an effect at the end of a flow is told apart by a key, or at least by its partition. */
export const sinksAreKeyed: Rule = ({ graph }) =>
  graph.vertices
    .filter(({ outbound }) => outbound.length === 0)
    .filter(({ node }) => node.kind !== "trigger" && node.kind !== "subflow" && node.effects === "effectful")
    .filter(
      ({ node, inbound }) => node.idempotency.key === undefined && !inbound.some(({ edge }) => edge.partition_key),
    )
    .map(({ node: { alias } }) => {
      const message = `${alias} ends the flow with an effect that neither an idempotency key nor a partition key tells apart`;
      return diagnostic("IDEM020", message, at(graph, { node: alias }));
    });

const TIME_NAMES = /^(?:now|time|timestamp|ts|date|datetime|epoch|.+(?:_at|At|_ms|Ms|_time|Time))$/;
const CHANCE_NAMES = /^(?:random|rand|nonce|salt|uuid|guid|ulid|nanoid|token|.+(?:_uuid|Uuid|UUID|_nonce|Nonce))$/;

/**
 * IDEM025: a key is the same each time its event comes. It is not where it is a pointer into what a `nondeterministic`
 * node gives, or to a field named after time or chance in what a node with the clock or a random source gives. What a
 * trigger gives is the event itself, so there every field will do; and what a function computes cannot be seen.
 */
export const keysAreStable: Rule = ({ graph }) =>
  graph.vertices.flatMap((vertex) => {
    const { key } = vertex.node.idempotency;
    const tokens = key === undefined ? undefined : pointerTokens(key);
    if (!tokens) return [];
    const source = unstableSource(vertex, tokens);
    if (source === undefined) return [];
    const message = `the idempotency key ${key} of ${vertex.node.alias} points to a value that ${source} makes anew in each run`;
    return [diagnostic("IDEM025", message, at(graph, { node: vertex.node.alias }))];
  });

function unstableSource({ node, inbound }: Vertex, tokens: readonly string[]): string | undefined {
  const joined = node.join === "all";
  const fields = joined ? tokens.slice(1) : tokens;
  const named = (names: RegExp) => fields.some((field) => names.test(field));
  const found = inbound
    .filter(({ edge }) => !joined || tokens.length === 0 || edge.from === tokens[0])
    .find(({ from: { node: source } }) => {
      if (source.kind === "trigger") return false;
      if (source.determinism === "nondeterministic") return true;
      return (
        (uses(source, "resource::clock") && named(TIME_NAMES)) || (uses(source, "resource::rng") && named(CHANCE_NAMES))
      );
    });
  return found?.edge.from;
}
