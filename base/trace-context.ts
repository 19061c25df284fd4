/** The header `traceparent` of W3C Trace Context (www.w3.org/TR/trace-context), read. */
export interface TraceParent {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

export function formatTraceparent({ traceId, spanId, sampled }: TraceParent): string {
  return `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
}

/** Version, trace id, parent id, flags; a later version may have more behind. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The parent that a header names, or undefined if it is malformed. */
export function parseTraceparent(header: string | null | undefined): TraceParent | undefined {
  if (header == null) return undefined;
  const [, version, traceId, spanId, flags, more] = TRACEPARENT.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === "00" && more !== undefined) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

const MAX_MEMBERS = 32;
/** What everybody must be able to pass on. */
const MAX_STATE_LENGTH = 512;
const KEY = "[a-z0-9][-_*/a-z0-9]{0,255}|[a-z0-9][-_*/a-z0-9]{0,240}@[a-z][-_*/a-z0-9]{0,13}";
/** Printable without comma and equals sign, not ending in a space. */
const VALUE = "[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]";
const MEMBER = new RegExp(`^(${KEY})=${VALUE}$`);

/** The list that a header holds, without its blanks; empty if any of it is malformed. Cut at the end where it is long. */
export function parseTracestate(header: string | undefined): string {
  const members = (header ?? "").split(",").map((member) => member.trim());
  const filled = members.filter((member) => member !== "");
  const keys = filled.map((member) => MEMBER.exec(member)?.[1]);
  if (filled.length > MAX_MEMBERS || keys.includes(undefined) || new Set(keys).size < keys.length) return "";
  while (filled.join(",").length > MAX_STATE_LENGTH) filled.pop();
  return filled.join(",");
}
