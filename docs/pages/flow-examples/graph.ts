import type { Example } from "./example.ts";

const tick = { alias: "cron", kind: "trigger", trigger: { kind: "cron", schedule: "*/5 * * * *" } } as const;
const severalTriggers = { policies: { lint: { require_control_hints: false, allow_multiple_triggers: true } } };

/** What a flow is made of and how it hangs together. */
export const graphExamples = [
  { code: "DAG001", flow: "orders", wrong: { profile: "desktop" }, right: { profile: "web" } },
  { code: "NAME101", flow: "orders", wrong: { name: "../orders" }, right: { name: "orders" } },
  {
    code: "DAG101",
    flow: "orders",
    wrong: { nodes: [tick], ...severalTriggers },
    right: { nodes: [tick], edges: [{ from: "cron", to: "price" }], ...severalTriggers },
  },
  {
    code: "DAG102",
    flow: "orders",
    wrong: { nodes: [{ alias: "save", streams: "json" }] },
    right: {
      nodes: [
        { alias: "http", trigger: { kind: "http", method: "POST", path: "/orders", streaming: true } },
        { alias: "save", streams: "json" },
      ],
    },
  },
  {
    code: "DAG103",
    flow: "orders",
    wrong: {
      nodes: [{ alias: "again", kind: "trigger", trigger: { kind: "http", method: "POST", path: "/orders" } }],
      edges: [{ from: "again", to: "price" }],
      ...severalTriggers,
    },
    right: {
      nodes: [{ alias: "again", kind: "trigger", trigger: { kind: "http", method: "PUT", path: "/orders" } }],
      edges: [{ from: "again", to: "price" }],
      ...severalTriggers,
    },
  },
  {
    code: "DAG104",
    flow: "orders",
    wrong: { nodes: [tick], edges: [{ from: "cron", to: "price" }] },
    right: { nodes: [tick], edges: [{ from: "cron", to: "price" }], ...severalTriggers },
  },
  {
    code: "DAG200",
    flow: "lines",
    wrong: { edges: [{ from: "total", to: "order" }] },
    right: {},
  },
  {
    code: "DAG201",
    flow: "orders",
    wrong: { nodes: [{ alias: "save", in_schema: { kind: "named", name: "Receipt" } }] },
    right: { nodes: [{ alias: "save", in_schema: { kind: "named", name: "Order" } }] },
  },
  { code: "DAG202", flow: "orders", wrong: { capture: "saved" }, right: { capture: "save" } },
  {
    code: "DAG203",
    flow: "orders",
    wrong: { nodes: [{ alias: "price", effectHints: ["resource::httpx::read"] }] },
    right: { nodes: [{ alias: "price", effects: "read_only", effectHints: ["resource::http::read"] }] },
  },
  {
    code: "DAG204",
    flow: "orders",
    wrong: { nodes: [tick, { alias: "log" }], edges: [{ from: "cron", to: "log" }], ...severalTriggers },
    right: { nodes: [tick], edges: [{ from: "cron", to: "price" }], ...severalTriggers },
  },
  {
    code: "DAG205",
    flow: "lines",
    wrong: { nodes: [{ alias: "line" }, { alias: "line" }] },
    right: { nodes: [{ alias: "line" }] },
  },
  {
    code: "DAG206",
    flow: "orders",
    wrong: { nodes: [{ alias: "audit" }] },
    right: { nodes: [{ alias: "audit" }], edges: [{ from: "price", to: "audit" }] },
  },
  {
    code: "DAG210",
    flow: "lines",
    wrong: { edges: [{ from: "order", to: "total" }] },
    right: { nodes: [{ alias: "total", join: "all" }], edges: [{ from: "order", to: "total" }] },
  },
  {
    code: "DAG211",
    flow: "branches",
    wrong: {
      nodes: [{ alias: "pack", join: "all" }],
      edges: [
        { from: "price", to: "pack" },
        { from: "express", to: "pack" },
      ],
    },
    right: {
      nodes: [{ alias: "pack", join: "all", needs: ["price", "express"] }],
      edges: [
        { from: "price", to: "pack" },
        { from: "express", to: "pack" },
      ],
    },
  },
  {
    code: "DAG212",
    flow: "branches",
    wrong: { capture: "express" },
    right: { capture: "express", capture_optional: true },
  },
  {
    code: "CTRL101",
    flow: "orders",
    wrong: { edges: [{ from: "price", to: "save", timeout_ms: 0 }] },
    right: { edges: [{ from: "price", to: "save", timeout_ms: 1 }] },
  },
  {
    code: "CTRL102",
    flow: "orders",
    wrong: { edges: [{ from: "price", to: "save", buffer: { max_items: 0 } }] },
    right: { edges: [{ from: "price", to: "save", buffer: { max_items: 1 } }] },
  },
  {
    code: "SPILL001",
    flow: "orders",
    wrong: {
      nodes: [
        { alias: "price", effects: "read_only", determinism: "best_effort", effectHints: ["resource::blob::read"] },
      ],
      edges: [{ from: "price", to: "save", buffer: { spill_tier: "blob" } }],
    },
    right: {
      nodes: [
        { alias: "price", effects: "read_only", determinism: "best_effort", effectHints: ["resource::blob::read"] },
      ],
      edges: [{ from: "price", to: "save", buffer: { spill_tier: "blob", max_items: 100 } }],
    },
  },
  {
    code: "SPILL002",
    flow: "orders",
    wrong: { edges: [{ from: "price", to: "save", buffer: { spill_tier: "blob", max_items: 100 } }] },
    right: {
      nodes: [
        { alias: "price", effects: "read_only", determinism: "best_effort", effectHints: ["resource::blob::read"] },
      ],
      edges: [{ from: "price", to: "save", buffer: { spill_tier: "blob", max_items: 100 } }],
    },
  },
] as const satisfies readonly Example[];
