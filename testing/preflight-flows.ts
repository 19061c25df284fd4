import { cron, flow, node, publish, queue } from "../gateway/index.ts";
import type { Flow } from "../kernel/author/definition.ts";
import type { Node } from "../kernel/author/node.ts";
import type { TriggerSpec } from "../kernel/author/trigger.ts";
import type { Uses } from "../kernel/author/uses.ts";

/** The first flow of the README. */
export { orders as firstFlow } from "../docs/snippets/first-flow.ts";

/** What it needs, and nothing else. */
export const FIRST_FLOW_TOML = `compatibility_date = "2026-10-23"
compatibility_flags = ["enable_request_signal"]

[[kv_namespaces]]
binding = "ORDERS"

[[durable_objects.bindings]]
name = "LEDGER"
class_name = "Ledger"

[[migrations]]
tag = "v1"
new_sqlite_classes = ["Ledger"]

[[queues.consumers]]
queue = "orders"
max_retries = 3
dead_letter_queue = "orders-dead"
`;

/** A flow of one node that does nothing with what it uses. */
export function flowOf(
  name: string,
  triggers: readonly TriggerSpec[],
  uses: Uses = {},
  options: { readonly timeoutMs?: number; readonly nodeTimeoutMs?: number } = {},
): Flow {
  const { nodeTimeoutMs, ...rest } = options;
  const only = node({ uses, run: () => null, ...(nodeTimeoutMs !== undefined && { timeoutMs: nodeTimeoutMs }) });
  return flow(name, "1.0.0", rest)
    .on(...triggers)
    .node("only", only as Node<unknown, unknown>)
    .respond("only");
}

/** A queue that is asked a lot of, one that a flow publishes to, and schedules with a tick of their own. */
export const demandingFlow = flowOf(
  "mail",
  [
    queue("mail", { deadLetter: "MAIL_DEAD", retry: { maxAttempts: 9 } }),
    cron("0 9 * * MON-FRI", { timezone: "Europe/Paris" }),
    cron("30 3 L * *"),
  ],
  { out: publish("MAIL_QUEUE") },
);
