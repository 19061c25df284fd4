import { utf8Bytes } from "../../base/bytes.ts";

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
