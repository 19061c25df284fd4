import { answersTo } from "../../base/bindings.ts";
import type { CapabilityUse } from "../../kernel/author/uses.ts";
import {
  type Access,
  type Capability,
  hintRules,
  hintsFor,
  isMemory,
  notIdempotent,
  type RunScope,
} from "../capability.ts";
import { HTTP_LIMITS } from "../limits.ts";
import { resourceName } from "../resource-name.ts";
import { type HttpHandle, type HttpReader, httpHandle, httpReader } from "./handle.ts";
import { type HostRule, hostRule } from "./hosts.ts";
import type { HttpSender, MemoryHttp } from "./store.ts";

const hints = notIdempotent(hintRules("http", { read: "read_only", write: "effectful" }), "write");

export interface EgressOptions {
  /**
   * Hosts that the node may call: `api.example.com`, `*.example.com` for what lies below it, `*` for every public host.
   * HTTPS on its own port unless the entry says `http://`, a port, or `:*` for any port: `http://*`, `*.example.com:8443`,
   * `*:*`. A private or loopback address has to be named.
   */
  readonly hosts: readonly [string, ...string[]];
  /** Milliseconds until a response begins, where the call does not say. Default 10,000. */
  readonly timeoutMs?: number;
  /** Whether calls carry the run's trace headers. Default: those to hosts that an entry names do, those by `*` do not. */
  readonly trace?: boolean;
  /** A binding to send through instead of the open internet: a service, an mTLS certificate, a private network. */
  readonly via?: string;
}

/** Calls other hosts. The trigger `http` is the other direction. */
export function egress<A extends Access>(
  access: A,
  { via, ...options }: EgressOptions,
): CapabilityUse<A extends "write" ? HttpHandle : HttpReader> {
  const binding = via === undefined ? {} : { binding: via };
  return {
    kind: "http",
    provider: httpCapability,
    ...binding,
    access,
    hints: hintsFor(hints, access),
    options: { ...options },
  };
}

export const httpCapability: Capability = {
  kind: "http",
  hints,
  guarantees: {
    consistency: "unknown",
    durability: "unknown",
    delivery: "unknown",
    ordering: "unknown",
    ttl: "unknown",
    limits: HTTP_LIMITS,
    notes: [
      "A call that brings no answer may have had its effect all the same: send an idempotency key along.",
      'Redirects of `get` and `head` are followed, at most five, each to an allowed host only; those of other methods are errors unless the call says `redirect: "follow"`. Method and body change as the Fetch standard has it.',
      "To another origin (scheme, host or port) a redirect takes `accept`, `accept-encoding`, `accept-language`, `range` and `user-agent` along, and nothing else: no key, no cookie, no trace. A body is not sent on.",
      "A private address is told by how it is written, in any form that a URL takes. What a name resolves to is not seen: a public name may point into a private network. Name the hosts instead of `*` where the URL comes from outside.",
    ],
  },
  binding: {
    noun: "something that answers fetch",
    section: "services",
    entry: ({ binding = "" }) => ({ binding, service: resourceName(binding) }),
  },
  // That there are hosts at all is the validator's business.
  check: ({ options: { hosts } }) =>
    (isList(hosts) ? hosts : [])
      .filter((host) => typeof host !== "string" || !hostRule(host))
      .map((host) => ({
        code: "EGRESS101",
        message: `${JSON.stringify(host)} is no host`,
        fix: "write it as `api.example.com`, `*.example.com:8443`, `http://localhost:9000`, `http://*` or `*:*`",
      })),
  open: (use, bound) => {
    const sender =
      use.binding === undefined ? (memoryOf(bound) ?? { fetch: (request) => fetch(request) }) : senderOf(bound);
    if (!sender) return undefined;
    const at = { resource: "http", binding: use.binding };
    const rules = rulesOf(use);
    const timeoutMs = typeof use.options.timeoutMs === "number" ? use.options.timeoutMs : HTTP_LIMITS.defaultTimeoutMs;
    const trace = typeof use.options.trace === "boolean" ? use.options.trace : undefined;
    const make = use.access === "write" ? httpHandle : httpReader;
    return { scope: "step", open: (run: RunScope) => make({ sender, at, rules, timeoutMs, trace, run }) };
  },
};

function rulesOf({ options: { hosts } }: CapabilityUse): readonly HostRule[] {
  return isList(hosts) ? hosts.flatMap((host) => (typeof host === "string" ? (hostRule(host) ?? []) : [])) : [];
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const memoryOf = (bound: unknown): HttpSender | undefined => (isMemory<MemoryHttp>(bound, "http") ? bound : undefined);

/** A service binding answers to every name; a namespace of objects is none, though its stubs have a fetch too. */
function senderOf(bound: unknown): HttpSender | undefined {
  return answersTo(bound, "fetch") ? (bound as HttpSender) : undefined;
}
