import { Reply } from "../../kernel/author/reply.ts";
import { type Failure, FlowError, failure } from "../../kernel/errors/failure.ts";
import type { Annotations } from "../../kernel/outcome.ts";

/** What a node may say about the HTTP reply to its value. */
export interface ReplyOptions {
  /** 200 to 599. Default 200, or 204 for no value. */
  readonly status?: number;
  /** Several values of one name are sent as several headers. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110, 5.5: no control characters, so that no value can start another header. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Statuses that HTTP sends without a body. */
const BODILESS = new Set([204, 205, 304]);

/**
 * A node's output with the status and headers of its HTTP reply; other triggers ignore them. A string under a content
 * type that is not JSON is sent as it is. Throws a `FlowError` (RUN010) for what HTTP does not allow.
 */
export function reply<Value>(value: Value, options: ReplyOptions): Reply<Value> {
  const reason = replyProblem(value, options);
  if (reason !== undefined) throw FlowError.of(badReply(reason));
  return new Reply(value, { http: options });
}

/** What is wrong with a reply, or undefined. */
export function replyProblem(value: unknown, { status, headers = {} }: ReplyOptions): string | undefined {
  if (status !== undefined && !(Number.isInteger(status) && status >= 200 && status <= 599)) {
    return "its status is not a whole number from 200 to 599";
  }
  if (status !== undefined && BODILESS.has(status) && value !== undefined) return `status ${status} takes no value`;
  for (const [name, values] of Object.entries(headers)) {
    if (!NAME.test(name)) return "a header's name has characters that HTTP does not allow";
    if (![values].flat().every((text) => typeof text === "string" && VALUE.test(text))) {
      return `the value of header ${name} has characters that HTTP does not allow`;
    }
  }
  return undefined;
}

/** Statuses that ask the caller to send the same again: 408, 425, 429, and what went wrong on this side. */
const TRY_AGAIN = new Set([408, 425, 429]);

/** Whether a reply settles its request, so that the request need not be sent again. One that HTTP does not allow is a 500. */
export function isFinalReply(value: unknown, annotations: Annotations | undefined): boolean {
  const options = httpAnnotation(annotations);
  const { status = 200 } = options;
  return status < 500 && !TRY_AGAIN.has(status) && replyProblem(value, options) === undefined;
}

export function badReply(reason: string): Failure {
  return failure("RUN010", "a step gave a reply that HTTP does not allow", { retry: "permanent", details: { reason } });
}

export function httpAnnotation(annotations: Annotations | undefined): ReplyOptions {
  const options = annotations?.http;
  return typeof options === "object" && options !== null ? options : {};
}
