import type { CodeRow } from "./code-row.ts";

/** A row about the flow as its author wrote it. It stops the start; a caller never meets one. */
export const flowError = (fix: string): CodeRow => ({
  fix,
  owner: "author",
  severity: "error",
  retry: "permanent",
  status: 503,
  text: "this flow is not valid and does not run",
});

const warning = (fix: string): CodeRow => ({ ...flowError(fix), severity: "warning" });

export const authoringCodes = {
  DAG001: flowError("correct the field that the message points to"),
  NAME101: flowError("use letters of ASCII, digits, `_`, `-` and `.`, at most 64 of them"),
  DAG004: warning(
    "give the node `idempotency: { key }`; without one it is never retried and may run twice when its event comes again",
  ),
  DAG101: flowError("let a node follow the trigger, or remove the trigger"),
  DAG102: flowError("stream from the capture node only, and mark the trigger `streaming` exactly when it does"),
  DAG103: flowError("change one of the two"),
  DAG104: flowError("set `policies.lint.allow_multiple_triggers` to true, or split the flow"),
  DAG200: flowError("remove one of the edges of the cycle"),
  DAG201: flowError("make both ends the same schema, or put a node between that converts"),
  DAG202: flowError("correct the alias, or add the node"),
  DAG203: flowError("correct the hint, or register the capability"),
  DAG204: flowError("connect the trigger to the capture node"),
  DAG205: flowError("rename one of the nodes"),
  DAG206: flowError("connect the node, or remove it"),
  DAG210: flowError('join them with `after: ["a", "b"]`, or put them on different branches of one `if` or `switch`'),
  DAG211: warning(
    "name in `needs` the keys without which the node must not run, or take those that may lack as optional",
  ),
  DAG212: warning(
    "let every branch lead to the capture, or say that there may be no result: `capture_optional`, in code `{ optional: true }`",
  ),
  EFFECT201: flowError("leave `effects` out, or declare at least what the message names"),
  DET302: flowError("leave `determinism` out, or declare one at least as permissive as the message names"),
  CTRL001: warning("use `if`, `switch` or `forEach` of the flow instead"),
  CTRL101: flowError("set `timeout_ms` above 0, or leave it out"),
  CTRL102: flowError("set `max_items` and `spill_threshold_bytes` above 0"),
  CTRL110: flowError("correct the field that the message names"),
  CTRL111: flowError("add an edge from the switch's source to the branch"),
  CTRL112: flowError("merge the two surfaces, or put a node between them"),
  CTRL120: flowError("correct the field that the message names"),
  CTRL121: flowError("add an edge from the if's source to the branch"),
  CTRL122: flowError("merge the two surfaces, or put a node between them"),
  CTRL130: flowError("correct the field that the message names"),
  CTRL131: flowError("correct the alias, or add the node"),
  CTRL132: flowError("add the edge, or correct the surface"),
  CTRL901: flowError("remove the surface; it is reserved or belongs to another profile"),
  IDEM020: warning("give the node `idempotency: { key }`, or the edge a `partition_key`"),
  IDEM025: flowError("derive the key from the event alone"),
  IDEM026: warning("write the key as a JSON Pointer into the node's input, such as `/id`, or as a function of it"),
  EXACT001: flowError("let the target node use `dedupe`"),
  EXACT002: flowError("give the target node `idempotency: { key }`"),
  EXACT003: flowError("set `idempotency.ttlMs` to at least 300000"),
  EXACT005: flowError("use at_least_once, or write to something that takes a key"),
  SPILL001: flowError("set `buffer.max_items`"),
  SPILL002: flowError("let a node of the flow use `blob`, or drop `spill_tier`"),
  CACHE001: warning("cache only what comes out the same each time"),
  CACHE002: warning("put the effect into a node of its own, or give the node `idempotency: { key }`"),
  RETRY010: flowError("let only the orchestrator's error_handler retry"),
  RETRY011: warning("give the node `idempotency: { key }`, or take it out of the handler's scope"),
} as const satisfies Record<string, CodeRow>;
