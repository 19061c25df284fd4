export interface Part {
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

/**
 * Cuts a stream into parts of exactly `partBytes`, but for the last. One part is held at a time, in one buffer: its
 * bytes hold until the next part is asked for. An empty stream is one empty part.
 */
export async function* parts(stream: ReadableStream<Uint8Array>, partBytes: number): AsyncGenerator<Part> {
  const buffer = new Uint8Array(partBytes);
  let filled = 0;
  // Leaving the loop early, as the caller may, cancels the stream.
  for await (const chunk of stream) {
    let rest = chunk;
    while (rest.byteLength > 0) {
      // Only now is it known that more follows.
      if (filled === partBytes) {
        yield { bytes: buffer, last: false };
        filled = 0;
      }
      const taken = rest.subarray(0, partBytes - filled);
      buffer.set(taken, filled);
      filled += taken.byteLength;
      rest = rest.subarray(taken.byteLength);
    }
  }
  yield { bytes: buffer.subarray(0, filled), last: true };
}
