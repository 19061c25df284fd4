/** How a stream of JSON values is sent. */
export type StreamForm = "sse" | "ndjson";

const FORMS = [
  { form: "sse", type: "text/event-stream" },
  { form: "ndjson", type: "application/x-ndjson" },
] as const satisfies readonly { form: StreamForm; type: string }[];

/**
 * The form that an `Accept` header asks for (RFC 9110, 12.5.1): the one of the highest weight, and SSE among equals or
 * where the header says nothing of either, such as the `application/json` of `curl --json`. Undefined when it refuses
 * both.
 */
export function streamForm(accept: string | null): StreamForm | undefined {
  if (accept === null || accept.trim() === "") return "sse";
  const ranges = accept.split(",").map(parseRange);
  if (FORMS.every(({ type }) => weightOf(type, ranges) === undefined)) return "sse";
  let best: { form: StreamForm; weight: number } | undefined;
  for (const { form, type } of FORMS) {
    const weight = weightOf(type, ranges) ?? 0;
    if (weight > (best?.weight ?? 0)) best = { form, weight };
  }
  return best?.form;
}

/** Whether the header names this very form, not just a wildcard. */
export function asksFor(form: StreamForm, accept: string | null): boolean {
  const type = FORMS.find((row) => row.form === form)?.type;
  return (accept ?? "").split(",").some((range) => parseRange(range).type === type);
}

interface Range {
  readonly type: string;
  readonly weight: number;
}

function parseRange(text: string): Range {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  return { type, weight: weight === undefined ? 1 : clampWeight(Number(weight)) };
}

/** A weight that is no number counts as none given. */
function clampWeight(weight: number): number {
  return Number.isNaN(weight) ? 1 : Math.min(1, Math.max(0, weight));
}

/** The most specific range that covers `type` decides; undefined when none does. */
function weightOf(type: string, ranges: readonly Range[]): number | undefined {
  const group = `${type.slice(0, type.indexOf("/"))}/*`;
  for (const wanted of [type, group, "*/*"]) {
    const range = ranges.find((candidate) => candidate.type === wanted);
    if (range) return range.weight;
  }
  return undefined;
}
