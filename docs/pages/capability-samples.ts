import { blob } from "../../capabilities/blob/blob.ts";
import { memoryBlob } from "../../capabilities/blob/memory.ts";
import { cache } from "../../capabilities/cache/cache.ts";
import { memoryCache } from "../../capabilities/cache/memory.ts";
import type { Capability } from "../../capabilities/capability.ts";
import { clock } from "../../capabilities/clock/clock.ts";
import { db } from "../../capabilities/db/db.ts";
import { memoryDb } from "../../capabilities/db/memory.ts";
import { dedupe } from "../../capabilities/dedupe/dedupe.ts";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import { egress } from "../../capabilities/http/http.ts";
import { memoryHttp } from "../../capabilities/http/memory.ts";
import { kv } from "../../capabilities/kv/kv.ts";
import { memoryKv } from "../../capabilities/kv/memory.ts";
import { memoryQueue } from "../../capabilities/queue/memory.ts";
import { publish } from "../../capabilities/queue/queue.ts";
import { rng } from "../../capabilities/rng/rng.ts";
import { memoryState } from "../../capabilities/state/memory.ts";
import { state } from "../../capabilities/state/state.ts";
import type { CapabilityUse } from "../../kernel/author/uses.ts";

/** What the page of capabilities says of one, beside its descriptor. */
export interface Sample {
  readonly kind: string;
  /** The function that declares it. */
  readonly author: string;
  readonly summary: string;
  readonly uses: readonly string[];
  /** Handles over memory, for their methods; without a reader where there is one access only. */
  readonly reader?: object;
  readonly handle: object;
}

function handleOf(use: CapabilityUse, bound?: unknown): object {
  const opened = (use.provider as Capability).open(use, bound, () => undefined);
  if (opened?.scope === "isolate") return opened.handle as object;
  return opened?.open({ invocation: undefined as never, signal: () => new AbortController().signal }) as object;
}

const hosts = ["api.example.com"] as const;
const at = (handle: object): object => (handle as { at(key: string): object }).at("key");

export const samples: readonly Sample[] = [
  {
    kind: "kv",
    author: "kv",
    summary: "Key-value pairs, read fast everywhere.",
    uses: ['kv("ORDERS", "read")', 'kv("ORDERS", "write", { prefix: "orders/" })'],
    reader: handleOf(kv("B", "read"), memoryKv()),
    handle: handleOf(kv("B", "write"), memoryKv()),
  },
  {
    kind: "blob",
    author: "blob",
    summary: "Objects of any size, streamed up and down in constant memory.",
    uses: ['blob("RECEIPTS", "read")', 'blob("RECEIPTS", "write")'],
    reader: handleOf(blob("B", "read"), memoryBlob()),
    handle: handleOf(blob("B", "write"), memoryBlob()),
  },
  {
    kind: "queue",
    author: "publish",
    summary: "Sends messages to a queue; the trigger `queue` is the other end.",
    uses: [
      'publish("ORDERS_QUEUE")',
      'publish("ORDERS_QUEUE", { large: "FLOWGATE_BLOBS" }) // a body above the limit is kept in the bucket',
    ],
    handle: handleOf(publish("B"), memoryQueue()),
  },
  {
    kind: "state",
    author: "state",
    summary:
      'Objects by key with strongly consistent fields: `counters.at(key)` has the methods below. `objects<Counter>("COUNTERS", "write")` gives typed stubs of your own class instead.',
    uses: [
      'state("COUNTERS", "write")',
      'state("TIMERS", "write", { alarm: "ORDERS_QUEUE" }) // with one alarm per key',
    ],
    reader: at(handleOf(state("B", "read"), memoryState())),
    handle: at(handleOf(state("B", "write", { alarm: "Q" }), memoryState())),
  },
  {
    kind: "db",
    author: "db",
    summary:
      "A SQLite database. Queries are made with the tag `sql`: what stands in its placeholders is bound, never put into the text.",
    uses: ['db("DB", "read")', 'db("DB", "write")'],
    reader: handleOf(db("B", "read"), memoryDb({ run: () => ({ rows: [], changes: 0 }) })),
    handle: handleOf(db("B", "write"), memoryDb({ run: () => ({ rows: [], changes: 0 }) })),
  },
  {
    kind: "http",
    author: "egress",
    summary:
      "Calls other hosts, with the run's signal, and its trace headers where an entry names the host. Only hosts that are listed, over HTTPS on its own port unless the entry says `http://` or a port (`:*` for any); a private or loopback address only by its full name, never by a wildcard.",
    uses: [
      'egress("read", { hosts: ["api.example.com"] })',
      'egress("write", { hosts: ["*.example.com", "http://localhost:9000"], timeoutMs: 2_000 })',
      'egress("read", { hosts: ["*", "http://*:*"], trace: false }) // any public host, any port over HTTP',
      'egress("write", { hosts: ["billing.internal"], via: "BILLING" }) // through a service or mTLS binding',
    ],
    reader: handleOf(
      egress("read", { hosts }),
      memoryHttp(() => new Response()),
    ),
    handle: handleOf(
      egress("write", { hosts }),
      memoryHttp(() => new Response()),
    ),
  },
  {
    kind: "dedupe",
    author: "dedupe",
    summary: "Claims on keys: of many who claim one, one is told that it is new.",
    uses: ['dedupe("LEDGER")'],
    handle: handleOf(dedupe("B"), memoryDedupe()),
  },
  {
    kind: "cache",
    author: "cache",
    summary: "Values kept for a while where the Worker runs.",
    uses: ['cache("prices")'],
    handle: handleOf(cache("name"), memoryCache()),
  },
  {
    kind: "secret",
    author: "secret",
    summary: "One named secret: a variable, a secret of the Worker, or one of a Secrets Store.",
    uses: ['secret("API_KEY")'],
    handle: { reveal: undefined },
  },
  {
    kind: "clock",
    author: "clock",
    summary: "The time, and waiting that ends with the run.",
    uses: ["clock()"],
    handle: handleOf(clock()),
  },
  {
    kind: "rng",
    author: "rng",
    summary: "Random numbers, bytes and ids.",
    uses: ["rng()"],
    handle: handleOf(rng()),
  },
];
