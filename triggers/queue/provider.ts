import { deadLetterRecord } from "./dead-letter.ts";
import { queueTrigger } from "./trigger.ts";

/** What a gateway needs to run messages. Triggers bring it along, so that a Worker without a queue does not hold it. */
export const queueProvider = { trigger: queueTrigger, deadLetterRecord } as const;

export type QueueProvider = typeof queueProvider;
