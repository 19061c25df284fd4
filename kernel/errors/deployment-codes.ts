import type { CodeRow } from "./code-row.ts";

/** Rows about the deployment a flow needs: bindings, queues, crons, limits. The flow's routes answer 503, without their names. */
const error = (fix: string): CodeRow => ({
  fix,
  owner: "operator",
  severity: "error",
  retry: "transient",
  status: 503,
  text: "this flow is not ready: its deployment lacks something it needs",
});

const warning = (fix: string): CodeRow => ({ ...error(fix), severity: "warning" });

export const deploymentCodes = {
  EGRESS101: error("name the hosts that the node may call"),
  SECR201: error("add the secret's name to the declared secrets"),
  CAP101: error("add the binding to the wrangler file"),
  CAP102: error("bind a stronger store, or ask for less"),
  CONF101: error("correct the place that the message names"),
  CONF102: error("correct the name, or add the environment"),
  CONF103: error("rename or remove one of the two"),
  CONF104: warning("bind a store of its own, or use one binding in both places"),
  CONF105: warning("name a route that the variable can open"),
  CRON101: error("correct the expression; 1 is Sunday"),
  CRON102: error("add it to `triggers.crons`"),
  CRON103: error("give the trigger another `tick`, or leave it out"),
  QUEUE101: error("add a `[[queues.consumers]]` entry"),
  QUEUE102: warning("set `dead_letter_queue` on the consumer"),
  QUEUE103: warning("raise `max_retries` on the consumer"),
  QUEUE104: warning("consume the queue, with the feature that keeps what arrives there"),
  QUEUE105: warning("raise `max_retries` on the consumer to 100"),
  LIMIT101: error("lower it to the platform's limit"),
  FLAG101: error("add the flag, or raise the date"),
} as const satisfies Record<string, CodeRow>;
