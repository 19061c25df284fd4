import { FlowError } from "../../kernel/errors/failure.ts";
import type { RpcReply } from "../../triggers/rpc.ts";
import { type WireError, wireError } from "../../triggers/wire-error.ts";

/** A reply that a service binding can carry: a stream goes as lines of JSON. */
export type BoundReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: true; readonly stream: ReadableStream<Uint8Array> }
  | { readonly ok: false; readonly error: WireError };

export function overBinding(reply: RpcReply): BoundReply {
  return reply.ok && "stream" in reply ? { ok: true, stream: lines(reply.stream) } : reply;
}

/** One JSON value a line; if the run fails on the way, the last line is `{"error": …}` as callers see errors. */
function lines(items: AsyncIterable<unknown>): ReadableStream<Uint8Array> {
  const iterator = items[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      try {
        const { done, value } = await iterator.next();
        if (!done) return controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
      } catch (error) {
        const reason = error instanceof FlowError ? error.failure : undefined;
        if (reason) controller.enqueue(encoder.encode(`${JSON.stringify(wireError(reason))}\n`));
      }
      controller.close();
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
