import { cronTrigger } from "./cron/trigger.ts";
import { httpTrigger } from "./http/trigger.ts";
import { queueTrigger } from "./queue/trigger.ts";
import { rpcTrigger } from "./rpc.ts";
import type { Trigger } from "./trigger.ts";

/** What every trigger is, whatever it reads and answers. */
type AnyTrigger = Omit<Trigger<never, never, unknown>, "facts">;

/** Every way in. A new trigger is a file or folder here and a line in this list. */
export const triggers = [httpTrigger, queueTrigger, cronTrigger, rpcTrigger] as const satisfies readonly AnyTrigger[];
