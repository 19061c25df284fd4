import { failure } from "../../kernel/errors/failure.ts";
import type { Streaming } from "../../kernel/outcome.ts";

/**
 * The body of a reply of bytes. A native stream goes through the platform's own pipe, so that no byte passes through
 * JavaScript; the pipe's end is the only sign that all was sent.
 */
export function byteStream(outcome: Streaming, signal: AbortSignal): ReadableStream<Uint8Array> {
  const source = outcome.stream instanceof ReadableStream ? outcome.stream : fromIterable(outcome.stream);
  const { readable, writable } = identity();
  source.pipeTo(writable).then(
    () => outcome.close("sent"),
    (cause: unknown) => {
      // The pipe rejects with undefined when the client left, with the source's own error when that broke.
      if (cause === undefined || signal.aborted) outcome.close("left");
      else outcome.close(failure("RUN010", undefined, { cause }));
    },
  );
  return readable;
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
