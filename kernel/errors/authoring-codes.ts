import type { CodeRow } from "./code-row.ts";

/** Rows about the flow as its author wrote it. They stop the start; a caller never meets one. */
const error = (fix: string): CodeRow => ({
  fix,
  owner: "author",
  severity: "error",
  retry: "permanent",
  status: 503,
  text: "this flow is not valid and does not run",
});

const warning = (fix: string): CodeRow => ({ ...error(fix), severity: "warning" });

export const authoringCodes = {
  DAG001: error("correct the field that the message points to"),
  NAME101: error("use letters of ASCII, digits, `_`, `-` and `.`, at most 64 of them"),
  DAG004: warning(
    "give the node `idempotency: { key }`; without one it is never retried and may run twice when its event comes again",
  ),
  DAG101: error("let a node follow the trigger, or remove the trigger"),
  DAG102: error("stream from the capture node only, and mark the trigger `streaming` exactly when it does"),
  DAG103: error("change one of the two"),
  DAG104: error("set `policies.lint.allow_multiple_triggers` to true, or split the flow"),
  DAG200: error("remove one of the edges of the cycle"),
  DAG201: error("make both ends the same schema, or put a node between that converts"),
  DAG202: error("correct the alias, or add the node"),
  DAG203: error("correct the hint, or register the capability"),
  DAG204: error("connect the trigger to the capture node"),
  DAG205: error("rename one of the nodes"),
  DAG206: error("connect the node, or remove it"),
  DAG210: error('join them with `after: ["a", "b"]`, or put them on different branches of one `if` or `switch`'),
  DAG211: warning(
    "name in `needs` the keys without which the node must not run, or take those that may lack as optional",
  ),
  DAG212: warning(
    "let every branch lead to the capture, or say that there may be no result: `capture_optional`, in code `{ optional: true }`",
  ),
  EFFECT201: error("leave `effects` out, or declare at least what the message names"),
  DET302: error("leave `determinism` out, or declare one at least as permissive as the message names"),
  CTRL001: warning("use `if`, `switch` or `forEach` of the flow instead"),
  CTRL101: error("set `timeout_ms` above 0, or leave it out"),
  CTRL102: error("set `max_items` and `spill_threshold_bytes` above 0"),
  CTRL110: error("correct the field that the message names"),
  CTRL111: error("add an edge from the switch's source to the branch"),
  CTRL112: error("merge the two surfaces, or put a node between them"),
  CTRL120: error("correct the field that the message names"),
  CTRL121: error("add an edge from the if's source to the branch"),
  CTRL122: error("merge the two surfaces, or put a node between them"),
  CTRL130: error("correct the field that the message names"),
  CTRL131: error("correct the alias, or add the node"),
  CTRL132: error("add the edge, or correct the surface"),
  CTRL901: error("remove the surface; it is reserved or belongs to another profile"),
  IDEM020: warning("give the node `idempotency: { key }`, or the edge a `partition_key`"),
  IDEM025: error("derive the key from the event alone"),
  IDEM026: warning("write the key as a JSON Pointer into the node's input, such as `/id`, or as a function of it"),
  EXACT001: error("let the target node use `dedupe`"),
  EXACT002: error("give the target node `idempotency: { key }`"),
  EXACT003: error("set `idempotency.ttlMs` to at least 300000"),
  EXACT005: error("use at_least_once, or write to something that takes a key"),
  SPILL001: error("set `buffer.max_items`"),
  SPILL002: error("let a node of the flow use `blob`, or drop `spill_tier`"),
  CACHE001: warning("cache only what comes out the same each time"),
  CACHE002: warning("put the effect into a node of its own, or give the node `idempotency: { key }`"),
  RETRY010: error("let only the orchestrator's error_handler retry"),
  RETRY011: warning("give the node `idempotency: { key }`, or take it out of the handler's scope"),
} as const satisfies Record<string, CodeRow>;
