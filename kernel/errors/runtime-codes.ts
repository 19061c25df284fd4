import type { CodeRow, RetryClass } from "./code-row.ts";

type Who = Pick<CodeRow, "owner" | "retry" | "status">;

const by = (owner: CodeRow["owner"], retry: RetryClass, status: number): Who => ({ owner, retry, status });

const row = (who: Who, text: string, fix: string): CodeRow => ({
  fix,
  ...who,
  severity: "error",
  text,
});

/** Rows that a run, a request or a message can end with. */
export const runtimeCodes = {
  TIME015: row(by("author", "transient", 504), "the deadline passed", "raise the timeout, or do less"),
  RUN010: row(by("author", "unknown", 500), "a step failed", "read the run's log line; it has the cause"),
  RUN011: row(
    by("author", "permanent", 500),
    "a step gave a value that is not JSON",
    "return plain JSON values from the node; the run's log line names the place, and what stands there",
  ),
  RUN020: row(
    by("author", "permanent", 500),
    "the flow gave no result",
    "let every branch reach the capture node, or respond from a node that always runs",
  ),
  RUN021: row(
    by("author", "permanent", 422),
    "a value that the flow branches on is missing or of another type",
    "correct the pointer, or require the field in the schema",
  ),
  RUN030: row(by("author", "transient", 503), "a step is overloaded", "raise the buffer, or slow the source"),
  RUN040: row(by("author", "transient", 503), "a buffer spilled", "raise `max_items`"),
  RUN050: row(by("author", "permanent", 500), "the run needs too much memory", "stream instead of holding values"),
  RUN060: row(by("caller", "transient", 499), "the caller left", "nothing to do; the run was cancelled"),
  RATE101: row(by("caller", "transient", 429), "too many requests", "wait as long as `Retry-After` says"),
  SCHEMA101: row(
    by("caller", "permanent", 422),
    "the input does not fit",
    "correct the fields that `details.issues` names",
  ),
  SCHEMA102: row(
    by("author", "permanent", 500),
    "a step gave a value that does not fit",
    "read the run's log line, then correct the node or its schema",
  ),
  IDEM099: row(by("author", "permanent", 409), "two events share one key", "make the key unique per event"),
  IDEM101: row(by("caller", "permanent", 400), "an idempotency key is required", "send the header `Idempotency-Key`"),
  IDEM102: row(
    by("caller", "permanent", 422),
    "this idempotency key was used with another payload",
    "use a new key for a new payload",
  ),
  IDEM103: row(
    by("caller", "transient", 409),
    "the first use of this idempotency key is still running",
    "wait as long as `Retry-After` says",
  ),
  IDEM104: row(
    by("caller", "permanent", 409),
    "the first use of this idempotency key is done, but its reply was too large to keep",
    "read the resource that the first use made",
  ),
  IDEM105: row(
    by("caller", "permanent", 422),
    "the key is no text and no number that JSON carries exactly",
    "send it as a string; or as a whole number of at most 9,007,199,254,740,991",
  ),
  HTTP100: row(by("caller", "permanent", 400), "the request cannot be read", "correct the request"),
  HTTP101: row(by("caller", "permanent", 400), "the body is not JSON", "send valid JSON"),
  HTTP102: row(by("caller", "permanent", 413), "the body is too large", "send less, or raise the route's `maxBytes`"),
  HTTP103: row(
    by("caller", "permanent", 415),
    "the content type is not accepted here",
    "send the content type that `details.expected` names",
  ),
  HTTP104: row(
    by("caller", "permanent", 404),
    "no such route",
    "`flows list` shows the routes, and so does `GET /` to the operator",
  ),
  HTTP105: row(
    by("caller", "permanent", 405),
    "the method is not allowed here",
    "use a method that the header `Allow` names",
  ),
  HTTP106: row(by("caller", "permanent", 400), "the body is nested too deep", "send a flatter body"),
  HTTP107: row(
    by("caller", "permanent", 406),
    "the stream has no form that the client accepts",
    "accept text/event-stream or application/x-ndjson",
  ),
  HTTP108: row(
    by("caller", "transient", 408),
    "the body did not arrive in time",
    "send the body faster, or raise the route's `timeoutMs`",
  ),
  MSG101: row(
    by("caller", "permanent", 422),
    "the message cannot be read",
    "send the content type that the flow's queue trigger takes",
  ),
  MSG102: row(
    by("operator", "permanent", 404),
    "no flow takes this event",
    "add a trigger for it, or remove the consumer or cron",
  ),
  MSG103: row(
    by("author", "permanent", 500),
    "the message used up its deliveries",
    "look for its runs in the history; raise the guard if they were cut off, then replay it",
  ),
  MSG104: row(
    by("caller", "permanent", 422),
    "the message is not what it looks like",
    "nothing, where senders may send any JSON: it is taken for data; else look who sends to this queue",
  ),
  REPLAY101: row(
    by("operator", "transient", 409),
    "a replay of this failure is running",
    "wait until it has ended: `details.run_id` is its run",
  ),
  REPLAY102: row(
    by("operator", "permanent", 409),
    "this failure was replayed, and that run completed",
    'send `{ "force": true }`, or `--force`, to do it again with its effects',
  ),
  ADMIN101: row(
    by("operator", "permanent", 403),
    "the admin API is closed",
    "set the secret `FLOWGATE_ADMIN_TOKENS`, or `FLOWGATE_ACCESS_TEAM` and `FLOWGATE_ACCESS_AUD`",
  ),
  ADMIN102: row(
    by("caller", "permanent", 401),
    "this needs the operator's credentials",
    "send `Authorization: Bearer <token>`, or come through Cloudflare Access",
  ),
} as const satisfies Record<string, CodeRow>;
