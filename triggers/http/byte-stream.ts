import { type Failure, FlowError, failure } from "../../kernel/errors/failure.ts";
import type { Streaming } from "../../kernel/outcome.ts";

/**
 * The body of a reply of bytes. A native stream goes through the platform's own pipe, so that no byte passes through
 * JavaScript; the pipe's end is the only sign that all was sent.
 */
export function byteStream(outcome: Streaming, { body, signal }: Request): ReadableStream<Uint8Array> {
  const cut = new AbortController();
  const { stream } = outcome;
  const source = stream instanceof ReadableStream ? stream : fromIterable(stream, cut.signal);
  const { readable, writable } = identity();
  const sent = source.pipeTo(writable, { preventCancel: true, signal: cut.signal });
  // When the guard ends the run, it ends what is being sent: at once, or with the next chunk of a stream that is not native.
  void outcome.finished.then(({ kind }) => kind === "completed" || cut.abort());
  sent.then(
    () => outcome.close("sent"),
    async (reason: unknown) => {
      const broken = await brokenBy(source, reason);
      // A request's own body breaks when its client leaves, which the signal says only later.
      const left = broken === undefined || signal.aborted || source === body;
      outcome.close(left ? "left" : broken);
    },
  );
  return readable;
}

/** Which end of a pipe broke shows when its source is cancelled: only a broken one refuses, with what broke it. */
async function brokenBy(source: ReadableStream<Uint8Array>, reason: unknown): Promise<Failure | undefined> {
  try {
    await source.cancel(reason);
    return undefined;
  } catch (cause) {
    return cause instanceof FlowError ? cause.failure : failure("RUN010", undefined, { cause });
  }
}

/** Workers have a native one; elsewhere any will do. */
function identity(): { readable: ReadableStream<Uint8Array>; writable: WritableStream<Uint8Array> } {
  return "IdentityTransformStream" in globalThis ? new IdentityTransformStream() : new TransformStream();
}

function fromIterable(items: AsyncIterable<unknown>, cut: AbortSignal): ReadableStream<Uint8Array> {
  const iterator = items[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        cut.addEventListener("abort", () => {
          controller.error(cut.reason);
          iterator.return?.().catch(() => undefined);
        });
      },
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
