import type { Redactor } from "./redact.ts";

/** Of its JSON; what is longer is cut, visibly. */
const MAX_CHARACTERS = 16_384;

/** A payload as people may see it: without secrets, and no larger than a page. */
export function shownPayload(payload: unknown, redactor: Redactor): unknown {
  if (payload === undefined) return undefined;
  if (payload instanceof ReadableStream) return "[stream]";
  const { payload: shown } = redactor.fields({ payload });
  const text = JSON.stringify(shown) ?? "";
  return text.length <= MAX_CHARACTERS ? shown : `${text.slice(0, MAX_CHARACTERS)}… (${text.length} characters)`;
}
