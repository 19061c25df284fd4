import type { Example } from "./example.ts";

const exactlyOnce = [{ from: "price", to: "save", delivery: "exactly_once" }] as const;
const kvAndDedupe = ["resource::kv::write", "resource::dedupe::write"];
const key = { key: "/id", ttlMs: 300_000 };
const secret = { name: "apiKey", kind: "secret", binding: "API_KEY", access: "read", options: {} } as const;
const readsSecret = { effects: "read_only", determinism: "stable", effectHints: ["resource::secret"] } as const;
const lint = { require_control_hints: false };
const stamped = { determinism: "best_effort", determinismHints: ["resource::clock"] } as const;
const cached = { determinism: "best_effort", effectHints: ["resource::cache"] } as const;

const calls = (hosts: readonly string[]) =>
  [{ name: "api", kind: "http", access: "read", options: { hosts } }] as const;

/** What runs in a flow: effects, keys, promises, and what may be called and read. */
export const effectExamples = [
  {
    code: "DAG004",
    flow: "orders",
    wrong: { nodes: [{ alias: "save", idempotency: {} }] },
    right: { nodes: [{ alias: "save", idempotency: { key: "/id" } }] },
  },
  {
    code: "EFFECT201",
    flow: "orders",
    wrong: { nodes: [{ alias: "save", effects: "read_only" }] },
    right: { nodes: [{ alias: "save", effects: "effectful" }] },
  },
  {
    code: "DET302",
    flow: "orders",
    wrong: { nodes: [{ alias: "save", determinism: "stable" }] },
    right: { nodes: [{ alias: "save", determinism: "best_effort" }] },
  },
  {
    code: "IDEM020",
    flow: "orders",
    wrong: { nodes: [{ alias: "save", idempotency: {} }] },
    right: {
      nodes: [{ alias: "save", idempotency: {} }],
      edges: [{ from: "price", to: "save", partition_key: "/id" }],
    },
  },
  {
    code: "IDEM025",
    flow: "orders",
    wrong: {
      nodes: [
        { alias: "price", ...stamped },
        { alias: "save", idempotency: { key: "/timestamp" } },
      ],
    },
    right: {
      nodes: [
        { alias: "price", ...stamped },
        { alias: "save", idempotency: { key: "/id" } },
      ],
    },
  },
  {
    code: "IDEM026",
    flow: "orders",
    wrong: { nodes: [{ alias: "save", idempotency: { key: "id" } }] },
    right: { nodes: [{ alias: "save", idempotency: { key: "/id" } }] },
  },
  {
    code: "EXACT001",
    flow: "orders",
    wrong: { nodes: [{ alias: "save", idempotency: key }], edges: exactlyOnce },
    right: { nodes: [{ alias: "save", idempotency: key, effectHints: kvAndDedupe }], edges: exactlyOnce },
  },
  {
    code: "EXACT002",
    flow: "orders",
    wrong: { nodes: [{ alias: "save", idempotency: {}, effectHints: kvAndDedupe }], edges: exactlyOnce },
    right: { nodes: [{ alias: "save", idempotency: key, effectHints: kvAndDedupe }], edges: exactlyOnce },
  },
  {
    code: "EXACT003",
    flow: "orders",
    wrong: {
      nodes: [{ alias: "save", idempotency: { key: "/id", ttlMs: 299_999 }, effectHints: kvAndDedupe }],
      edges: exactlyOnce,
    },
    right: { nodes: [{ alias: "save", idempotency: key, effectHints: kvAndDedupe }], edges: exactlyOnce },
  },
  {
    code: "EXACT005",
    flow: "orders",
    wrong: {
      nodes: [
        {
          alias: "save",
          idempotency: key,
          effectHints: ["resource::queue::publish", "resource::dedupe::write"],
        },
      ],
      edges: exactlyOnce,
    },
    right: { nodes: [{ alias: "save", idempotency: key, effectHints: kvAndDedupe }], edges: exactlyOnce },
  },
  {
    code: "CACHE001",
    flow: "orders",
    wrong: { nodes: [{ alias: "price", ...cached, effects: "read_only", determinism: "nondeterministic" }] },
    right: { nodes: [{ alias: "price", ...cached, effects: "read_only" }] },
  },
  {
    code: "CACHE002",
    flow: "orders",
    wrong: { nodes: [{ alias: "price", ...cached, effects: "effectful" }] },
    right: { nodes: [{ alias: "price", ...cached, effects: "effectful", idempotency: { key: "/id" } }] },
  },
  {
    code: "EGRESS101",
    flow: "orders",
    wrong: { nodes: [{ alias: "price", uses: calls([]) }] },
    right: { nodes: [{ alias: "price", uses: calls(["api.example.com"]) }] },
  },
  {
    code: "SECR201",
    flow: "orders",
    wrong: { nodes: [{ alias: "price", ...readsSecret, uses: [secret] }], policies: { lint, secrets: ["OTHER_KEY"] } },
    right: { nodes: [{ alias: "price", ...readsSecret, uses: [secret] }], policies: { lint, secrets: ["API_KEY"] } },
  },
] as const satisfies readonly Example[];
