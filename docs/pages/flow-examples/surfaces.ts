import type { Example } from "./example.ts";

const ifPrice = { v: 1, source: "price", selector_pointer: "/express", then: "express", else: "standard" };
const switchPrice = { v: 1, source: "price", selector_pointer: "/kind", default: "standard" };
const eachLine = { v: 1, source: "order", items_pointer: "/lines", body_entry: "line" };
const retried = { v: 1, scope: { nodes: ["save"] }, strategy: "retry" };

/** How a flow is steered. */
export const surfaceExamples = [
  {
    code: "CTRL001",
    flow: "orders",
    wrong: {
      policies: { lint: { require_control_hints: true } },
      nodes: [{ alias: "price", branches_in_code: true }],
    },
    right: { policies: { lint: { require_control_hints: true } } },
  },
  {
    code: "CTRL110",
    flow: "kinds",
    wrong: { control_surfaces: [{ id: "switch:price", config: { ...switchPrice, cases: {} } }] },
    right: { control_surfaces: [{ id: "switch:price", config: { ...switchPrice, cases: { express: "express" } } }] },
  },
  {
    code: "CTRL111",
    flow: "kinds",
    wrong: {
      control_surfaces: [
        {
          id: "switch:price",
          targets: ["price", "ship", "standard"],
          config: { ...switchPrice, cases: { express: "ship" } },
        },
      ],
    },
    right: { control_surfaces: [{ id: "switch:price", config: { ...switchPrice, cases: { express: "express" } } }] },
  },
  {
    code: "CTRL112",
    flow: "branches",
    wrong: {
      control_surfaces: [
        {
          id: "switch:price",
          kind: "switch",
          targets: ["price", "express", "standard"],
          config: { ...switchPrice, cases: { express: "express" } },
        },
      ],
    },
    right: {},
  },
  {
    code: "CTRL120",
    flow: "branches",
    wrong: { control_surfaces: [{ id: "if:price", config: { ...ifPrice, selector_pointer: "express" } }] },
    right: { control_surfaces: [{ id: "if:price", config: ifPrice }] },
  },
  {
    code: "CTRL121",
    flow: "branches",
    wrong: {
      control_surfaces: [
        { id: "if:price", targets: ["price", "express", "ship"], config: { ...ifPrice, else: "ship" } },
      ],
    },
    right: { control_surfaces: [{ id: "if:price", config: ifPrice }] },
  },
  {
    code: "CTRL122",
    flow: "kinds",
    wrong: {
      control_surfaces: [{ id: "if:price", kind: "if", targets: ["price", "express", "standard"], config: ifPrice }],
    },
    right: {},
  },
  {
    code: "CTRL130",
    flow: "lines",
    wrong: { control_surfaces: [{ id: "for_each:line", config: { ...eachLine, concurrency: 0 } }] },
    right: { control_surfaces: [{ id: "for_each:line", config: { ...eachLine, concurrency: 1 } }] },
  },
  {
    code: "CTRL131",
    flow: "orders",
    wrong: {
      control_surfaces: [
        { id: "timeout:pay", kind: "timeout", targets: ["pay"], config: { v: 1, target: "pay", ms: 500 } },
      ],
    },
    right: {
      control_surfaces: [
        { id: "timeout:save", kind: "timeout", targets: ["save"], config: { v: 1, target: "save", ms: 500 } },
      ],
    },
  },
  {
    code: "CTRL132",
    flow: "lines",
    wrong: {
      control_surfaces: [{ id: "for_each:line", targets: ["http", "line"], config: { ...eachLine, source: "http" } }],
    },
    right: { control_surfaces: [{ id: "for_each:line", config: eachLine }] },
  },
  {
    code: "CTRL901",
    flow: "orders",
    wrong: { control_surfaces: [{ id: "again", kind: "loop", targets: ["price"], config: { v: 1 } }] },
    right: {},
  },
  {
    code: "RETRY010",
    flow: "orders",
    wrong: {
      nodes: [
        {
          alias: "save",
          uses: [{ name: "orders", kind: "kv", binding: "ORDERS", access: "write", options: { retries: 3 } }],
        },
      ],
      control_surfaces: [{ id: "retry", kind: "error_handler", targets: ["save"], config: retried }],
    },
    right: { control_surfaces: [{ id: "retry", kind: "error_handler", targets: ["save"], config: retried }] },
  },
  {
    code: "RETRY011",
    flow: "orders",
    wrong: {
      nodes: [{ alias: "save", idempotency: {} }],
      control_surfaces: [{ id: "retry", kind: "error_handler", targets: ["save"], config: retried }],
    },
    right: { control_surfaces: [{ id: "retry", kind: "error_handler", targets: ["save"], config: retried }] },
  },
] as const satisfies readonly Example[];
