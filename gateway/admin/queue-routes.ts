import * as v from "valibot";
import { openIn } from "../../capabilities/check.ts";
import type { QueueHandle } from "../../capabilities/queue/handle.ts";
import { producer, producerCapability } from "../../capabilities/queue/producer.ts";
import { FlowError, failure } from "../../kernel/errors/failure.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import type { GatewayRoute } from "../features/feature.ts";
import type { Env } from "../pipeline/environment.ts";
import { answer, readBody, refuse } from "./answers.ts";
import { adminGuard } from "./guard.ts";

/** More than a message may hold, however much of it JSON escapes. */
const MAX_BODY_BYTES = 1024 * 1024;

const MessageSchema = v.strictObject({
  body: v.unknown(),
  /** `text` takes a string; a consumer of bytes takes that too. */
  content_type: v.optional(v.picklist(["json", "text"]), "json"),
  /** Left out, it is the queue's own. What fits is the capability's to say. */
  delay_seconds: v.optional(v.number()),
});

/** The operator's way into a queue, which has no address of its own: locally there is no other. */
export function queueRoutes(): readonly GatewayRoute[] {
  return [
    {
      method: "POST",
      path: "/_flow/queues/:binding/messages",
      handle: adminGuard(async ({ request, params: { binding = "" } }, { env, log }) => {
        const sent = await send(request, binding, env);
        if (!sent.ok) {
          const { cause, code } = sent.failure;
          log.warn({ err: cause, binding, code }, "the operator's message was not sent");
          return refuse(sent.failure);
        }
        log.info({ binding }, "the operator sent a message");
        return answer({ binding, sent: 1 }, 202);
      }),
    },
  ];
}

async function send(request: Request, binding: string, env: Env): Promise<Result<undefined>> {
  const producer = producerIn(env, binding);
  if (!producer) return fail(failure("HTTP104", "no producer of a queue is bound under this name"));
  const message = await readBody(request, MAX_BODY_BYTES, MessageSchema);
  if (!message.ok) return message;
  const { body, content_type: contentType, delay_seconds: delaySeconds } = message.value;
  try {
    await producer.send(body, { contentType, ...(delaySeconds !== undefined && { delaySeconds }) });
    return ok(undefined);
  } catch (error) {
    return fail(error instanceof FlowError ? error.failure : failure("RES105", undefined, { cause: error }));
  }
}

function producerIn(env: Env, binding: string): QueueHandle | undefined {
  const opened = Object.hasOwn(env, binding) ? openIn(env, producer(binding), producerCapability) : undefined;
  return opened?.scope === "isolate" ? (opened.handle as QueueHandle) : undefined;
}
