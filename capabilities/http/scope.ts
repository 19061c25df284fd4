import type { RunScope } from "../capability.ts";
import type { Place } from "../error.ts";
import type { HostRule } from "./hosts.ts";
import type { HttpSender } from "./store.ts";

/** What a handle was made with, for one step of one run. */
export interface HttpScope {
  readonly sender: HttpSender;
  readonly at: Place;
  readonly rules: readonly HostRule[];
  readonly timeoutMs: number;
  /** Whether calls carry the run's trace; undefined for those to hosts that an entry names. */
  readonly trace: boolean | undefined;
  readonly run: RunScope;
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until the response begins. Default: the use's own, or 10,000. */
  readonly timeoutMs?: number;
  /** Statuses that are answers, beside 200 to 299, or `any`. All others are errors: 429 and 5xx may be tried again. */
  readonly statuses?: readonly number[] | "any";
  /**
   * Whether redirects are followed, as the Fetch standard has it and at most five of them, are errors, or answers to be read.
   * Default: those of `get` and `head` are followed, all others are errors. One that `statuses` names is an answer. To another origin only `GET` and `HEAD` are sent on, with
   * `accept`, `accept-encoding`, `accept-language`, `range` and `user-agent` of their headers.
   */
  readonly redirect?: "follow" | "error" | "manual";
}

export interface SendOptions extends CallOptions {
  /** Any JSON value, with its content type. */
  readonly json?: unknown;
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array> | FormData | URLSearchParams;
}
