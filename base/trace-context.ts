/** The header `traceparent` of W3C Trace Context, level 2 (www.w3.org/TR/trace-context-2), read. */
export interface TraceParent {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly sampled: boolean;
  /** Whether who made the trace id says that its last 14 digits are random. Kept as long as the trace id is. */
  readonly random: boolean;
}

const SAMPLED = 1;
const RANDOM = 2;

export function formatTraceparent({ traceId, spanId, sampled, random }: TraceParent): string {
  return `00-${traceId}-${spanId}-0${(sampled ? SAMPLED : 0) | (random ? RANDOM : 0)}`;
}

/** Version, trace id, parent id, flags; a later version may have more behind. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The parent that a header names, or undefined if it is malformed. Flags that level 2 does not know are left out. */
export function parseTraceparent(header: string | null | undefined): TraceParent | undefined {
  if (header == null) return undefined;
  const [, version, traceId, spanId, hex, more] = TRACEPARENT.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || hex === undefined) return undefined;
  if (version === "00" && more !== undefined) return undefined;
  const flags = Number.parseInt(hex, 16);
  return { traceId, spanId, sampled: (flags & SAMPLED) !== 0, random: (flags & RANDOM) !== 0 };
}

/** The parent of what one call of a run leads to: an id of its own that begins as the run's does. */
export function callOf(run: TraceParent): TraceParent {
  const [bits = 0] = crypto.getRandomValues(new Uint32Array(1));
  return { ...run, spanId: run.spanId.slice(0, 8) + bits.toString(16).padStart(8, "0") };
}

const MAX_MEMBERS = 32;
/** What everybody must be able to pass on. */
const MAX_STATE_LENGTH = 512;
/** Members above this go first where the list is too long. */
const LONG_MEMBER = 128;
/** Printable without comma and equals sign, not ending in a space. */
const VALUE = "[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]";
const MEMBER = new RegExp(`^([a-z0-9][-_*/@a-z0-9]{0,255})=${VALUE}$`);
const BLANKS = /^[ \t]+|[ \t]+$/g;

/**
 * The list that a header holds, without its blanks; empty if any of it is malformed. Of members with one key the first
 * counts: the newest stands in front. One that is too long loses long members first, then those at its end.
 */
export function parseTracestate(header: string | undefined): string {
  const members = (header ?? "").split(",").map((member) => member.replaceAll(BLANKS, ""));
  const filled = members.filter((member) => member !== "");
  if (filled.length > MAX_MEMBERS) return "";
  const byKey = new Map<string, string>();
  for (const member of filled) {
    const key = MEMBER.exec(member)?.[1];
    if (key === undefined) return "";
    if (!byKey.has(key)) byKey.set(key, member);
  }
  return shortened([...byKey.values()]).join(",");
}

function shortened(members: readonly string[]): readonly string[] {
  if (members.join(",").length <= MAX_STATE_LENGTH) return members;
  const long = members.findLastIndex((member) => member.length > LONG_MEMBER);
  return shortened(members.toSpliced(long === -1 ? members.length - 1 : long, 1));
}
