import type { CodeRow } from "./code-row.ts";

/** Rows about the flow as its author wrote it. They stop the start; a caller never meets one. */
const error = (meaning: string, fix: string): CodeRow => ({
  meaning,
  fix,
  owner: "author",
  severity: "error",
  retry: "permanent",
  status: 503,
  text: "this flow is not valid and does not run",
});

const warning = (meaning: string, fix: string): CodeRow => ({ ...error(meaning, fix), severity: "warning" });

export const authoringCodes = {
  DAG001: error("the document is not Flow IR", "correct the field that the message points to"),
  DAG004: warning(
    "an effectful node has no idempotency key",
    "give the node `idempotency: { key }`; without one it is never retried and may run twice when its event comes again",
  ),
  DAG101: error("a trigger has no way out", "let a node follow the trigger, or remove the trigger"),
  DAG102: error(
    "a trigger's respond mode does not fit its capture node, or a node streams that is not the capture",
    "stream from the capture node only, and mark the trigger `streaming` exactly when it does",
  ),
  DAG103: error("two triggers claim one route and method, queue or tick", "change one of the two"),
  DAG104: error(
    "several triggers without the policy that allows them",
    "set `policies.lint.allow_multiple_triggers` to true, or split the flow",
  ),
  DAG200: error("the flow has a cycle", "remove one of the edges of the cycle"),
  DAG201: error(
    "an edge joins two different named schemas",
    "make both ends the same schema, or put a node between that converts",
  ),
  DAG202: error(
    "an edge or the capture names an alias that does not exist, or a trigger where a node has to stand",
    "correct the alias, or add the node",
  ),
  DAG203: error(
    "a capability or a kind of trigger that nothing provides",
    "correct the hint, or register the capability",
  ),
  DAG204: error(
    "there is no capture node, or no way leads to it from a trigger",
    "connect the trigger to the capture node",
  ),
  DAG205: error("an alias stands for two nodes, or a name for two flows", "rename one of the nodes"),
  DAG206: error("a node that no trigger leads to", "connect the node, or remove it"),
  DAG210: error(
    'several edges that can be live at once lead into a node without join "all"',
    'join them with `after: ["a", "b"]`, or put them on different branches of one `if` or `switch`',
  ),
  EFFECT201: error(
    "the declared effects are below what the node's capabilities have",
    "leave `effects` out, or declare at least what the message names",
  ),
  DET302: error(
    "the declared determinism is stricter than the node's capabilities allow",
    "leave `determinism` out, or declare one at least as permissive as the message names",
  ),
  CTRL001: warning(
    "a node branches in code where the policy asks for control surfaces",
    "use `if`, `switch` or `forEach` of the flow instead",
  ),
  CTRL101: error("an edge's timeout is not above 0", "set `timeout_ms` above 0, or leave it out"),
  CTRL102: error("an edge's buffer size is not above 0", "set `max_items` and `spill_threshold_bytes` above 0"),
  CTRL110: error("a switch is badly configured", "correct the field that the message names"),
  CTRL111: error("a switch names a branch that no edge leads to", "add an edge from the switch's source to the branch"),
  CTRL112: error("a node is the source of a second switch", "merge the two surfaces, or put a node between them"),
  CTRL120: error("an if is badly configured", "correct the field that the message names"),
  CTRL121: error("an if names a branch that no edge leads to", "add an edge from the if's source to the branch"),
  CTRL122: error("a node is the source of a second if", "merge the two surfaces, or put a node between them"),
  CTRL130: error("a control surface is badly configured", "correct the field that the message names"),
  CTRL131: error("a control surface names an unknown alias", "correct the alias, or add the node"),
  CTRL132: error("a control surface names an edge that does not exist", "add the edge, or correct the surface"),
  CTRL901: error(
    "a control surface is not supported here",
    "remove the surface; it is reserved or belongs to another profile",
  ),
  IDEM020: warning(
    "an effectful sink has neither a partition key nor an idempotency key",
    "give the node `idempotency: { key }`, or the edge a `partition_key`",
  ),
  IDEM025: error(
    "an idempotency key points to a value that differs from run to run",
    "derive the key from the event alone",
  ),
  EXACT001: error("exactly_once without a dedupe capability", "let the target node use `dedupe`"),
  EXACT002: error("exactly_once without an idempotency key", "give the target node `idempotency: { key }`"),
  EXACT003: error("exactly_once with too short a memory", "set `idempotency.ttlMs` to at least 300000"),
  EXACT005: error(
    "exactly_once into a node whose effect, done twice, is there twice",
    "use at_least_once, or write to something that takes a key",
  ),
  SPILL001: error("a spill tier without max_items", "set `buffer.max_items`"),
  SPILL002: error("a spill tier without a blob capability", "let a node of the flow use `blob`, or drop `spill_tier`"),
  CACHE001: warning("a nondeterministic node uses a cache", "cache only what comes out the same each time"),
  CACHE002: warning(
    "an effectful node without an idempotency key uses a cache",
    "put the effect into a node of its own, or give the node `idempotency: { key }`",
  ),
  RETRY010: error("retries are owned twice", "let only the orchestrator's error_handler retry"),
  RETRY011: warning(
    "an effectful node without an idempotency key is to be retried, and will not be",
    "give the node `idempotency: { key }`, or take it out of the handler's scope",
  ),
} as const satisfies Record<string, CodeRow>;
