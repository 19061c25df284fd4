/** `chunks` pieces of `chunkBytes` bytes, made as they are asked for. */
export function generated(chunks: number, chunkBytes: number): ReadableStream<Uint8Array> {
  let left = chunks;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (left === 0) return controller.close();
        left -= 1;
        controller.enqueue(new Uint8Array(chunkBytes).fill(left));
      },
    },
    { highWaterMark: 0 },
  );
}

/** Gives `chunks` pieces, then fails. */
export function breaking(chunks: number, chunkBytes: number): ReadableStream<Uint8Array> {
  let left = chunks;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (left === 0) return controller.error(new Error("the source broke"));
        left -= 1;
        controller.enqueue(new Uint8Array(chunkBytes));
      },
    },
    { highWaterMark: 0 },
  );
}
