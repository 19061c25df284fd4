import * as v from "valibot";
import { fromBase64, toBase64 } from "../base/base64.ts";
import { failure } from "../kernel/errors/failure.ts";
import { freezeInvocation, type Invocation, InvocationSchema } from "../kernel/invocation.ts";
import { type Json, jsonProblem } from "../kernel/json.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import { escapeAttribute, escapeJson, unescapeAttribute } from "./cloud-attribute.ts";

/**
 * An invocation as a CloudEvent in its JSON format (CloudEvents 1.0.2). The event's id is `flow.event_id`, so that an
 * event that comes twice is one to other consumers too; what has no attribute of its own is in `flowlabels`.
 */
export interface CloudEvent {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly datacontenttype?: string;
  readonly data?: Json;
  readonly data_base64?: string;
  /** The distributed tracing extension. */
  readonly traceparent?: string;
  readonly flowname: string;
  readonly flowtrigger: string;
  readonly flowcapture: string;
  /** Milliseconds since the epoch, in digits: CloudEvents' own integers have 32 bits. */
  readonly flowdeadline: string;
  /** The labels and extensions as JSON, since their names are not attribute names. */
  readonly flowlabels: string;
  readonly flowextensions: string;
}

const CLOUD_EVENT_TYPE = "flow.flowgate.invocation";

/** Fails for a payload that cannot travel: a stream, or a value that is not JSON. */
export function toCloudEvent(invocation: Invocation): Result<CloudEvent> {
  const data = dataOf(invocation.payload);
  if (data === undefined) {
    return fail(failure("RUN011", "a payload that is no JSON, text or bytes cannot be an event"));
  }
  const { flow, trigger, capture, deadlineAtMs, metadata } = invocation;
  const { "flow.event_id": id, "flow.traceparent": traceparent, ...labels } = metadata.labels;
  const event: CloudEvent = {
    specversion: "1.0",
    id: escapeAttribute(id),
    source: `/${encodeURIComponent(flow.toWellFormed())}/${encodeURIComponent(trigger.toWellFormed())}`,
    type: CLOUD_EVENT_TYPE,
    ...data,
    ...(traceparent !== undefined && { traceparent: escapeAttribute(traceparent) }),
    flowname: escapeAttribute(flow),
    flowtrigger: escapeAttribute(trigger),
    flowcapture: escapeAttribute(capture),
    flowdeadline: String(deadlineAtMs),
    flowlabels: escapeJson(JSON.stringify(labels)),
    flowextensions: escapeJson(JSON.stringify(metadata.extensions)),
  };
  return ok(event);
}

type Data = Pick<CloudEvent, "datacontenttype" | "data" | "data_base64">;

function dataOf(payload: unknown): Data | undefined {
  if (payload === undefined) return {};
  if (payload instanceof Uint8Array) {
    return { datacontenttype: "application/octet-stream", data_base64: toBase64(payload) };
  }
  if (typeof payload === "string") return { datacontenttype: "text/plain; charset=utf-8", data: payload };
  if (payload instanceof ReadableStream || jsonProblem(payload) !== undefined) return undefined;
  return { datacontenttype: "application/json", data: payload as Json };
}

/** Attributes of others are ignored; `null` stands for one that is not there, as the format has it. */
const EventSchema = v.object({
  specversion: v.literal("1.0"),
  type: v.literal(CLOUD_EVENT_TYPE),
  id: v.string(),
  traceparent: v.nullish(v.string()),
  data: v.optional(v.unknown()),
  data_base64: v.nullish(v.string()),
  flowname: v.string(),
  flowtrigger: v.string(),
  flowcapture: v.string(),
  flowdeadline: v.pipe(v.string(), v.digits(), v.transform(Number)),
  flowlabels: v.pipe(v.string(), v.parseJson()),
  flowextensions: v.pipe(v.string(), v.parseJson()),
});

/** One is told, and a hostile event may have very many. */
const ONE_ISSUE = { abortEarly: true } as const;

/**
 * The invocation that a CloudEvent of the gateway stands for; MSG101 for any other event, or one that is broken.
 * Extensions named `__proto__`, `prototype` or `constructor` are left out.
 */
export function fromCloudEvent(value: unknown): Result<Invocation> {
  const parsed = v.safeParse(EventSchema, value, ONE_ISSUE);
  if (!parsed.success) return unreadable(parsed.issues[0]);
  const event = parsed.output;
  const bytes = typeof event.data_base64 === "string" ? fromBase64(event.data_base64) : undefined;
  if (typeof event.data_base64 === "string" && (bytes === undefined || event.data !== undefined)) {
    return fail(failure("MSG101", "the event's data is not base64, or there twice"));
  }
  const payload = bytes ?? event.data;
  const invocation = v.safeParse(
    InvocationSchema,
    {
      flow: unescapeAttribute(event.flowname),
      trigger: unescapeAttribute(event.flowtrigger),
      capture: unescapeAttribute(event.flowcapture),
      ...(payload !== undefined && { payload }),
      deadlineAtMs: event.flowdeadline,
      metadata: { labels: labelsOf(event), extensions: event.flowextensions },
    },
    ONE_ISSUE,
  );
  if (!invocation.success) return unreadable(invocation.issues[0]);
  return ok(freezeInvocation(invocation.output as Invocation));
}

function labelsOf({ id, traceparent, flowlabels }: v.InferOutput<typeof EventSchema>): unknown {
  if (typeof flowlabels !== "object" || flowlabels === null) return flowlabels;
  return {
    ...flowlabels,
    "flow.event_id": unescapeAttribute(id),
    ...(typeof traceparent === "string" && { "flow.traceparent": unescapeAttribute(traceparent) }),
  };
}

/** The issue's own message may quote what came, which a log is not to have. */
function unreadable(issue: v.BaseIssue<unknown>): Result<Invocation> {
  const path = v.getDotPath(issue) ?? "";
  const why = issue.expected === null ? "does not fit" : `is not ${issue.expected}`;
  return fail(failure("MSG101", `not an event of this gateway: ${path} ${why}`));
}
