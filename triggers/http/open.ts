import { FlowError, failure } from "../../kernel/errors/failure.ts";
import { freezeInvocation } from "../../kernel/invocation.ts";
import { INEXACT_NUMBERS } from "../../kernel/key-value.ts";
import { fail, ok } from "../../kernel/result.ts";
import type { Birth, Mounted, Opened } from "../trigger.ts";
import { streamForm } from "./accept.ts";
import type { BodyKind, HttpTrigger } from "./author.ts";
import { type Read, readBody } from "./body.ts";
import type { HttpEvent } from "./event.ts";
import { idempotencyKey, NONE } from "./idempotency-key.ts";
import { deliveryId, httpLabels, seenHeaders } from "./labels.ts";
import { type SentIds, sentIds } from "./sent-ids.ts";

type Route = Mounted<HttpTrigger>;

/** Reads a request: its body as the route says, the rest as metadata. */
export function openHttp(event: HttpEvent, mounted: Route, birth: Birth): Opened | Promise<Opened> {
  const { request } = event;
  const { spec } = mounted;
  if (mounted.streams === "json" && streamForm(request.headers.get("accept")) === undefined) {
    return fail(failure("HTTP107"));
  }
  const key = heedsKey(spec, request.method) ? idempotencyKey(request.headers.get("idempotency-key")) : NONE;
  if (!key.ok) return key;
  const kind = bodyKind(spec, request.method);
  const withinMs = Math.max(0, birth.deadlineAtMs - birth.nowMs);
  const exact = mounted.exact === true || key.value !== undefined;
  const read = readBody(request, kind, { maxBytes: spec.maxBytes, withinMs, announced: event.announcedBytes, exact });
  const sent = { key: key.value, delivery: deliveryId(request.headers, spec.deliveryHeader) };
  if (sent.key === undefined && sent.delivery === undefined) {
    if (read instanceof Promise)
      return read.then((body) => opened(event, mounted, birth, { ids: {}, kind, read: body }));
    return opened(event, mounted, birth, { ids: {}, kind, read });
  }
  return Promise.all([read, sentIds(sent)]).then(([body, ids]) =>
    opened(event, mounted, birth, { ids, kind, read: body }),
  );
}

/** Where no key is looked at, the header may hold anything: then it is as if it had not been sent. */
function heedsKey({ idempotency, streaming }: HttpTrigger, method: string): boolean {
  if (idempotency === false || streaming === true) return false;
  return idempotency?.key === undefined && method !== "GET" && method !== "HEAD";
}

function bodyKind({ body, method }: HttpTrigger, requested: string): BodyKind {
  if (requested === "GET" || requested === "HEAD") return "none";
  return body ?? (method === "DELETE" || requested === "DELETE" ? "none" : "json");
}

interface Parts {
  readonly ids: SentIds;
  readonly kind: BodyKind;
  readonly read: Read;
}

function opened(event: HttpEvent, mounted: Route, birth: Birth, { ids, kind, read }: Parts): Opened {
  if (!read.ok) return read;
  const body = read.value;
  const { spec, flow, trigger, capture } = mounted;
  const { request, path, params, query } = event;
  const headers = seenHeaders(request.headers, spec.headers);
  let payload = kind === "none" ? { ...query, ...params } : body;
  if (spec.input) {
    try {
      payload = spec.input({ method: request.method, path, params, query, headers, body } as never);
    } catch (cause) {
      return fail(cause instanceof FlowError ? cause.failure : failure("RUN010", undefined, { cause }));
    }
  }
  const labels = httpLabels(event, mounted, birth, { ids, headers });
  const metadata = { labels, extensions: read.inexact ? { [INEXACT_NUMBERS]: read.inexact } : {} };
  return ok(freezeInvocation({ flow, trigger, capture, payload, deadlineAtMs: birth.deadlineAtMs, metadata }));
}
