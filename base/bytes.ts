const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const asBytes = (text: string): Uint8Array => encoder.encode(text);

/** Length of `text` in UTF-8. */
export const utf8Bytes = (text: string): number => encoder.encode(text).byteLength;

export const asText = (bytes: Uint8Array): string => decoder.decode(bytes);

export function asStream(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.byteLength > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
}

/** All of `source`, which is cancelled with `tooLarge()` as soon as more than `maxBytes` came. */
export async function collect(
  source: ReadableStream<Uint8Array>,
  maxBytes: number,
  tooLarge: () => Error,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop by an error cancels the stream.
  for await (const chunk of source) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return concat(chunks);
}

export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}
