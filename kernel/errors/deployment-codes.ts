import type { CodeRow } from "./code-row.ts";

/** Rows about the deployment a flow needs: bindings, queues, crons, limits. The flow's routes answer 503 with them. */
const error = (meaning: string, fix: string): CodeRow => ({
  meaning,
  fix,
  owner: "operator",
  severity: "error",
  retry: "transient",
  status: 503,
  text: "this flow is not ready: its deployment lacks something it needs",
});

const warning = (meaning: string, fix: string): CodeRow => ({ ...error(meaning, fix), severity: "warning" });

export const deploymentCodes = {
  EGRESS101: error("an HTTP capability without allowed hosts", "name the hosts that the node may call"),
  SECR201: error("a secret outside the declared set", "add the secret's name to the declared secrets"),
  CAP101: error("a binding that a flow needs is missing", "add the binding to the wrangler file"),
  CAP102: error("a binding is weaker than a flow asks for", "bind a stronger store, or ask for less"),
  CRON101: error("a schedule is not in Cloudflare's cron grammar", "correct the expression; 1 is Sunday"),
  CRON102: error("a schedule is not among the wrangler file's crons", "add it to `triggers.crons`"),
  QUEUE101: error("a queue has no consumer in the wrangler file", "add a `[[queues.consumers]]` entry"),
  QUEUE102: warning("a queue has no dead-letter queue", "set `dead_letter_queue` on the consumer"),
  QUEUE103: warning("a queue's max_retries is below what the flow needs", "raise `max_retries` on the consumer"),
  LIMIT101: error("a timeout, size or count above what the platform allows", "lower it to the platform's limit"),
  FLAG101: error("a compatibility flag or date that a flow needs is missing", "add the flag, or raise the date"),
} as const satisfies Record<string, CodeRow>;
