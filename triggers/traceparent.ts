/** W3C Trace Context, 3.2: version, trace id, parent id, flags; later versions may add fields. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;
const ZEROS = /^0+$/;

/** The header's value when it is well-formed. A malformed one is dropped, as the standard asks. */
export function traceparent(value: string | null | undefined): string | undefined {
  if (!value) return undefined;
  const [, version, traceId = "", parentId = "", more] = TRACEPARENT.exec(value) ?? [];
  if (version === undefined || version === "ff" || (version === "00" && more !== undefined)) return undefined;
  return ZEROS.test(traceId) || ZEROS.test(parentId) ? undefined : value;
}
