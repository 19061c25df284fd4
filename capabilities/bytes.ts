const encoder = new TextEncoder();
const decoder = new TextDecoder();

export type Bytes = Uint8Array<ArrayBufferLike>;
export type ByteSource = string | Uint8Array | ReadableStream<Uint8Array>;

/** Length of `text` in UTF-8. */
export const utf8Bytes = (text: string): number => encoder.encode(text).byteLength;

export const asText = (bytes: Uint8Array): string => decoder.decode(bytes);

/** A copy of all of `source`, so that what its owner changes later changes nothing here. */
export async function asBytes(source: ByteSource): Promise<Uint8Array> {
  if (typeof source === "string") return encoder.encode(source);
  if (source instanceof Uint8Array) return source.slice();
  return new Uint8Array(await new Response(source).arrayBuffer());
}

export function asStream(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.byteLength > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
}

/** `source`, failing with `tooLarge()` as soon as more than `maxBytes` went by. */
export function atMost(
  source: ReadableStream<Uint8Array>,
  maxBytes: number,
  tooLarge: () => Error,
): ReadableStream<Uint8Array> {
  let seen = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      if (seen > maxBytes) throw tooLarge();
      controller.enqueue(chunk);
    },
  });
  return source.pipeThrough(count);
}
