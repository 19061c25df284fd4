import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import type { TriggerWiring } from "../../kernel/ir/schema.ts";
import { type HttpKeys, keysWiring } from "../event-keys.ts";
import { given } from "../wiring.ts";
import type { PathParams } from "./path.ts";

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "ALL";

/** How a request's body is read. `stream` hands it on unread, `none` ignores it. */
export type BodyKind = "json" | "text" | "form" | "bytes" | "stream" | "none";

/** A field of a form or of a query: a string, or an array where it was repeated. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** A file of a multipart form. */
export interface FormFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type FormField = string | FormFile;
export type Form = Readonly<Record<string, FormField | readonly FormField[]>>;

/** The body as each kind gives it. */
export type BodyOf<B extends BodyKind> = {
  readonly json: unknown;
  readonly text: string;
  readonly form: Form;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly stream: ReadableStream<Uint8Array>;
  readonly none: undefined;
}[B];

/** What an `input` mapping sees of a request. */
export interface HttpInput<Params = Readonly<Record<string, string>>, Body = unknown> {
  /** `GET`, `HEAD`, `POST` and so on. */
  readonly method: string;
  /** The URL's path, as sent. */
  readonly path: string;
  /** Percent-decoded. */
  readonly params: Params;
  readonly query: Fields;
  /** The allow-listed headers that were sent, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** What a route's flow is given. Without a body that is the query with the params over it. */
export type RoutePayload<B extends BodyKind> = B extends "none" ? unknown : BodyOf<B>;

export interface HttpOptions<Path extends string, B extends BodyKind, Payload> {
  /** Default: `json`, and `none` for GET, HEAD and DELETE. */
  readonly body?: B;
  /** Largest body in bytes. Default: 1 MiB; for a stream none but the platform's. */
  readonly maxBytes?: number;
  /** Makes the payload. Left out, it is the body, or where there is none the query with the params over it. */
  readonly input?: (request: HttpInput<PathParams<Path>, BodyOf<B>>) => Payload;
  /** More headers for the metadata, in lower case. Never `authorization`, `cookie` or the like. */
  readonly headers?: readonly string[];
  /** Header with the sender's own id of the event, such as `webhook-id`, for `flow.event_id`. */
  readonly deliveryHeader?: string;
  /** How requests that come again are told from new ones; `false` looks at no key. Not for streams. */
  readonly idempotency?: HttpKeys | false;
  /** The reply is a stream. */
  readonly streaming?: boolean;
  /** `async` answers 202 with a status address and runs the flow later. Default `sync`. */
  readonly respond?: "sync" | "async";
  readonly timeoutMs?: number;
  readonly alias?: string;
}

/** A route, as a trigger of a flow. */
export interface HttpTrigger<Payload = unknown> extends TriggerSpec<Payload> {
  readonly kind: "http";
  readonly method: HttpMethod;
  readonly path: string;
  /** Undefined: by the request's method. */
  readonly body: BodyKind | undefined;
  readonly maxBytes: number | undefined;
  readonly input: ((request: HttpInput<never, never>) => unknown) | undefined;
  /** Lower-case names of the headers that may be seen, beyond the common ones. */
  readonly headers: readonly string[];
  readonly deliveryHeader: string | undefined;
  readonly idempotency: HttpKeys | false | undefined;
  readonly respond: "sync" | "async";
}

type HttpAuthor<Default extends BodyKind> = <
  const Path extends string,
  const B extends BodyKind = Default,
  Payload = RoutePayload<B>,
>(
  path: Path,
  options?: HttpOptions<Path, B, Payload>,
) => HttpTrigger<Payload>;

/**
 * Routes. A path is made of plain segments, `:name` for one segment, `:name+` for all that is left, and a last `*`.
 * Plain segments win over named ones, whatever the order of declaration. HEAD is answered as GET.
 */
export const http = {
  get: ((path, options) => route("GET", path, options)) as HttpAuthor<"none">,
  post: ((path, options) => route("POST", path, options)) as HttpAuthor<"json">,
  put: ((path, options) => route("PUT", path, options)) as HttpAuthor<"json">,
  patch: ((path, options) => route("PATCH", path, options)) as HttpAuthor<"json">,
  delete: ((path, options) => route("DELETE", path, options)) as HttpAuthor<"none">,
  /** Every method but OPTIONS. Without `body`, GET and DELETE take none and the others JSON. */
  any: ((path, options) => route("ALL", path, options)) as HttpAuthor<"json">,
};

type LooseOptions = Omit<HttpOptions<string, BodyKind, unknown>, "input"> & {
  readonly input?: (request: HttpInput<never, never>) => unknown;
};

function route(method: HttpMethod, path: string, options: LooseOptions | undefined = {}): HttpTrigger<never> {
  const {
    body,
    maxBytes,
    input,
    headers = [],
    deliveryHeader,
    idempotency,
    streaming,
    respond = "sync",
    timeoutMs,
    alias,
  } = options;
  return Object.freeze({
    kind: "http" as const,
    method,
    path,
    body,
    maxBytes,
    input,
    headers,
    deliveryHeader,
    idempotency,
    respond,
    ...(streaming !== undefined && { streaming }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(alias !== undefined && { alias }),
    wiring: wiring(method, path, options),
  });
}

function wiring(method: HttpMethod, path: string, options: LooseOptions): TriggerWiring {
  return {
    kind: "http",
    method,
    path,
    ...given({
      body: options.body,
      max_bytes: options.maxBytes,
      headers: options.headers,
      delivery_header: options.deliveryHeader,
      respond: options.respond,
      timeout_ms: options.timeoutMs,
    }),
    ...keysWiring(options.idempotency),
  };
}
