import { freezeInvocation, type Invocation } from "../kernel/invocation.ts";

/** Where a run stands in a trace, as W3C Trace Context (www.w3.org/TR/trace-context) has it. */
export interface Trace {
  /** 32 hex digits. */
  readonly traceId: string;
  /** The run's own span, 16 hex digits: the parent of all that the run calls. */
  readonly spanId: string;
  /** What the parent decided; without a parent, what the platform did. */
  readonly sampled: boolean;
  /** What other vendors keep; empty for nothing. Passed on unread. */
  readonly state: string;
}

/** The labels that carry a trace: what came in until `withTrace` puts the run's own there. */
const PARENT = "flow.traceparent";
const STATE = "flow.tracestate";

/**
 * Continues the trace that the event came with, or starts one. A malformed parent counts as none, and takes its state
 * with it. Ids follow from the run's id, a UUIDv7, so that logs and traces find each other.
 */
export function traceOf({ metadata: { labels } }: Invocation, platformSamples: () => boolean): Trace {
  const digits = digitsOf(labels["flow.run_id"]);
  const spanId = spanOf(labels["flow.run_id"]);
  const parent = parseTraceparent(labels[PARENT]);
  if (parent === undefined) return { traceId: digits, spanId, sampled: platformSamples(), state: "" };
  return { traceId: parent.traceId, spanId, sampled: parent.sampled, state: parseTracestate(labels[STATE]) };
}

/** A run's own span, from the run's id. */
export function spanOf(runId: string): string {
  return digitsOf(runId).slice(-16);
}

/** A UUID without its hyphens, by their places: this runs for every run. */
function digitsOf(id: string): string {
  return id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24);
}

/** The same invocation with the run as parent of what comes after. */
export function withTrace(invocation: Invocation, trace: Trace): Invocation {
  const { [STATE]: _, ...labels } = invocation.metadata.labels;
  const state = trace.state === "" ? undefined : { [STATE]: trace.state };
  return freezeInvocation({
    ...invocation,
    metadata: { ...invocation.metadata, labels: { ...labels, [PARENT]: formatTraceparent(trace), ...state } },
  });
}

export function formatTraceparent({ traceId, spanId, sampled }: Omit<Trace, "state">): string {
  return `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
}

/** Version, trace id, parent id, flags; a later version may have more behind. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The parent that a header names, or undefined if it is malformed. */
export function parseTraceparent(header: string | undefined): Omit<Trace, "state"> | undefined {
  if (header === undefined) return undefined;
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
