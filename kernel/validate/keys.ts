import { diagnostic } from "../errors/diagnostic.ts";
import { at, type Link, type Vertex } from "../ir/graph.ts";
import { COMPUTED_KEY } from "../ir/identity.ts";
import type { IrNode } from "../ir/schema.ts";
import { pointerTokens } from "../pointer.ts";
import { uses } from "./hints.ts";
import { type NodeRule, none } from "./rule.ts";

/** DAG004, a warning: what has effects has a key. A subflow's nodes have their own. */
export const effectsAreKeyed: NodeRule = ({ node }, { graph }) => {
  if (!isUnkeyedEffect(node)) return none;
  const message = `${node.alias} is effectful and has no idempotency key`;
  return [diagnostic("DAG004", message, at(graph, { node: node.alias }))];
};

/** IDEM020, a warning: an effect at the end of a flow is told apart by a key, or at least by its partition. */
export const sinksAreKeyed: NodeRule = ({ node, inbound, outbound }, { graph }) => {
  if (outbound.length > 0 || !isUnkeyedEffect(node) || inbound.some(({ edge }) => edge.partition_key)) return none;
  const message = `${node.alias} ends the flow with an effect that neither an idempotency key nor a partition key tells apart`;
  return [diagnostic("IDEM020", message, at(graph, { node: node.alias }))];
};

function isUnkeyedEffect({ kind, effects, idempotency }: IrNode): boolean {
  return effects === "effectful" && idempotency.key == null && kind !== "trigger" && kind !== "subflow";
}

/** IDEM026, a warning: a key leads somewhere. Other tools may write keys of another form, which this one cannot read. */
export const keysAreReadable: NodeRule = ({ node: { alias, idempotency } }, { graph }) => {
  const { key } = idempotency;
  if (key == null || key === COMPUTED_KEY || pointerTokens(key)) return none;
  const message = `the idempotency key "${key}" of ${alias} is no JSON Pointer, so no event has one`;
  return [
    diagnostic("IDEM026", message, at(graph, { node: alias }), `write "/${key}" for the field ${key} of its input`),
  ];
};

const TIME_NAMES = /^(?:now|time|timestamp|ts|date|datetime|epoch|.+(?:_at|At|_ms|Ms|_time|Time))$/;
const CHANCE_NAMES = /^(?:random|rand|nonce|salt|uuid|guid|ulid|nanoid|token|.+(?:_uuid|Uuid|UUID|_nonce|Nonce))$/;

/**
 * IDEM025: a key is the same each time its event comes. It is not where it is a pointer into what a `nondeterministic`
 * node gives, or to a field named after time or chance in what a node with the clock or a random source gives. What a
 * trigger gives is the event itself, so there every field will do; and what a function computes cannot be seen.
 */
export const keysAreStable: NodeRule = (vertex, { graph }) => {
  const { alias, idempotency } = vertex.node;
  if (idempotency.key == null || !vertex.inbound.some(isUnstable)) return none;
  const tokens = pointerTokens(idempotency.key);
  const source = tokens && unstableSource(vertex, tokens);
  if (source === undefined) return none;
  const message = `the idempotency key ${idempotency.key} of ${alias} points to a value that ${source} makes anew in each run`;
  return [diagnostic("IDEM025", message, at(graph, { node: alias }))];
};

function isUnstable({ from: { node } }: Link): boolean {
  if (node.kind === "trigger" || node.determinism === "strict") return false;
  return node.determinism === "nondeterministic" || uses(node, "resource::clock") || uses(node, "resource::rng");
}

function unstableSource({ node, inbound }: Vertex, tokens: readonly string[]): string | undefined {
  const joined = node.join === "all";
  const fields = joined ? tokens.slice(1) : tokens;
  const named = (names: RegExp) => fields.some((field) => names.test(field));
  const found = inbound
    .filter((link) => isUnstable(link) && (!joined || tokens.length === 0 || link.edge.from === tokens[0]))
    .find(({ from: { node: source } }) => {
      if (source.determinism === "nondeterministic") return true;
      return (
        (uses(source, "resource::clock") && named(TIME_NAMES)) || (uses(source, "resource::rng") && named(CHANCE_NAMES))
      );
    });
  return found?.edge.from;
}
