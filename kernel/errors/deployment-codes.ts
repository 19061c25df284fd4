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
  CONF101: error(
    "the wrangler file cannot be read, or a key of it has the wrong type",
    "correct the place that the message names",
  ),
  CONF102: error("the wrangler file has no such environment", "correct the name, or add the environment"),
  CONF103: error(
    "a binding's name, or the consumer of a queue, stands twice in the wrangler file",
    "rename or remove one of the two",
  ),
  CONF104: warning("two bindings stand for one store", "bind a store of its own, or use one binding in both places"),
  CRON101: error("a schedule is not in Cloudflare's cron grammar", "correct the expression; 1 is Sunday"),
  CRON102: error("a schedule is not among the wrangler file's crons", "add it to `triggers.crons`"),
  CRON103: error(
    "a schedule is due when the cron that is to fire it is not",
    "give the trigger another `tick`, or leave it out",
  ),
  QUEUE101: error("a queue has no consumer in the wrangler file", "add a `[[queues.consumers]]` entry"),
  QUEUE102: warning("a queue has no dead-letter queue", "set `dead_letter_queue` on the consumer"),
  QUEUE103: warning("a queue's max_retries is below what the flow needs", "raise `max_retries` on the consumer"),
  LIMIT101: error("a timeout, size or count above what the platform allows", "lower it to the platform's limit"),
  FLAG101: error("a compatibility flag or date that a flow needs is missing", "add the flag, or raise the date"),
} as const satisfies Record<string, CodeRow>;
