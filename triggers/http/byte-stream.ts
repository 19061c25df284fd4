import { FlowError, failure } from "../../kernel/errors/failure.ts";
import type { Streaming } from "../../kernel/outcome.ts";

/**
 * The body of a reply of bytes. A native stream goes through the platform's own pipe, so that no byte passes through
 * JavaScript; the pipe's end is the only sign that all was sent.
 */
export function byteStream(outcome: Streaming): ReadableStream<Uint8Array> {
  const source = outcome.stream instanceof ReadableStream ? outcome.stream : fromIterable(outcome.stream);
  const { readable, writable } = identity();
  void endWith(outcome, source, source.pipeTo(writable, { preventCancel: true }));
  return readable;
}

/** Which end of the pipe broke shows when the source is cancelled: only a broken one refuses. */
async function endWith(outcome: Streaming, source: ReadableStream<Uint8Array>, sent: Promise<void>): Promise<void> {
  try {
    await sent;
    outcome.close("sent");
  } catch (reason) {
    try {
      await source.cancel(reason);
      outcome.close("left");
    } catch (cause) {
      outcome.close(cause instanceof FlowError ? cause.failure : failure("RUN010", undefined, { cause }));
    }
  }
}

/** Workers have a native one; elsewhere any will do. */
function identity(): { readable: ReadableStream<Uint8Array>; writable: WritableStream<Uint8Array> } {
  return "IdentityTransformStream" in globalThis ? new IdentityTransformStream() : new TransformStream();
}

function fromIterable(items: AsyncIterable<unknown>): ReadableStream<Uint8Array> {
  const iterator = items[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(value as Uint8Array);
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
