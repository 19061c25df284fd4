/** Carries the size of a reply's body, which the platform's Response does not tell. */
const BYTES = Symbol("bytes");

interface Sized {
  [BYTES]?: number;
}

/** A response with a body of text, whose size `bodyBytes` knows. */
export function textResponse(text: string, init?: ResponseInit): Response {
  const response: Response & Sized = new Response(text, init);
  response[BYTES] = utf8Bytes(text);
  return response;
}

/** Bytes of the body of a response made by `textResponse`; 0 of any other, so also of a stream. */
export function bodyBytes(response: Response & Sized): number {
  return response[BYTES] ?? 0;
}

/** Up to here counting is cheaper than encoding. */
const SHORT = 1_024;

function utf8Bytes(text: string): number {
  if (text.length > SHORT) return new TextEncoder().encode(text).byteLength;
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // Half of a pair adds one, so that both make four bytes.
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}
