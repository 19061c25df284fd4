const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const asBytes = (text: string): Uint8Array => encoder.encode(text);

/** Bytes that are not UTF-8 read as U+FFFD; a byte order mark is dropped. */
export const asText = (bytes: Uint8Array): string => decoder.decode(bytes);

/** Lower-case hexadecimal. */
export const asHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Up to this many UTF-16 units counting is cheaper than encoding. */
const SHORT = 1_024;

/** Length of `text` in bytes of UTF-8. Half of a pair counts as the U+FFFD that is written for it. */
export function utf8Bytes(text: string): number {
  if (text.length > SHORT) return encoder.encode(text).byteLength;
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x800) bytes += 2;
    else if (unit >= 0x80) bytes += 1;
    // The two halves of a pair are four bytes together, half a pair is three.
    if (unit >= 0xd800 && unit < 0xdc00 && isLow(text.charCodeAt(index + 1))) index++;
  }
  return bytes;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

export function asStream(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.byteLength > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
}

/**
 * All bytes of `source`, or undefined as soon as more than `maxBytes` came; then the source is cancelled and nothing of
 * it is held. Rejects when the source breaks. A single chunk comes back as it is, not copied; several are kept in one
 * buffer that doubles as it fills, so that a source of single bytes takes no more memory than another.
 */
export async function collect(source: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array = new Uint8Array();
  let length = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of source) {
    const before = length;
    length += chunk.byteLength;
    if (length > maxBytes) return undefined;
    if (before === 0) {
      bytes = chunk;
      continue;
    }
    if (length > bytes.byteLength) bytes = grown(bytes.subarray(0, before), Math.max(length, LEAST_BUFFER, 2 * before));
    bytes.set(chunk, before);
  }
  return length === bytes.byteLength ? bytes : bytes.slice(0, length);
}

const LEAST_BUFFER = 4_096;

function grown(bytes: Uint8Array, capacity: number): Uint8Array {
  const larger = new Uint8Array(capacity);
  larger.set(bytes);
  return larger;
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
