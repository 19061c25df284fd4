import * as v from "valibot";
import type { GatewayOptions } from "../../gateway/create-gateway.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import type { Code } from "../../kernel/errors/codes.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import { http } from "../../triggers/http/author.ts";

/** A request, what matters of the flow that it meets, and the code of the reply. */
export interface RunExample {
  readonly code: Code;
  readonly says: string;
  readonly flow: GatewayOptions["flows"][number];
  readonly request: ExampleRequest;
  readonly env?: object;
}

export interface ExampleRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The body has no end. */
  readonly endless?: boolean;
  /** What the page shows in place of such a body, or a long one. */
  readonly bodyText?: string;
}

const Order = v.object({ id: v.string() });
const orders = () => flow("orders", "1.0.0").on(http.post("/orders"));
const same = node({ run: (order) => order });
const echo = orders().node("only", same).respond("only");

const json = { "content-type": "application/json" };
const post = (body: string): ExampleRequest => ({ method: "POST", path: "/orders", headers: json, body });
const order = post('{"id":"a1"}');

const single = (code: Code, says: string, run: () => unknown): RunExample => ({
  code,
  says,
  flow: orders().node("only", node({ run })).respond("only"),
  request: order,
});

/** The capture stands on one branch, and the order takes the other. */
const branched = orders()
  .node("price", same)
  .node("express", same, { after: "price" })
  .node("standard", same, { after: "price" })
  .if("price", "/express", { then: "express", else: "standard" })
  .respond("express");

const failing: readonly RunExample[] = [
  {
    code: "TIME015",
    says: "A node that never ends, with a timeout of 10 ms",
    flow: orders()
      .node("only", node({ run: () => new Promise(() => undefined) }))
      .timeout("only", 10)
      .respond("only"),
    request: order,
  },
  single("RUN010", 'A node that throws `new Error("inner text")`', () => {
    throw new Error("inner text");
  }),
  single("RUN011", "A node that returns a bigint", () => 1n),
  {
    code: "RUN020",
    says: "An `if` on `/express`, and a capture node that only the `true` branch leads to",
    flow: branched,
    request: post('{"express":false}'),
  },
  { code: "RUN021", says: "An `if` on `/express`", flow: branched, request: order },
  {
    code: "RATE101",
    says: "A node whose rate limit is used up",
    flow: orders().node("only", same).rateLimit("only", { qps: 1, burst: 1, binding: "RATE" }).respond("only"),
    env: { RATE: { limit: async () => ({ success: false }) } },
    request: order,
  },
];

const misfitting: readonly RunExample[] = [
  {
    code: "SCHEMA101",
    says: "A first node with the input schema `v.object({ id: v.string() })`",
    flow: orders()
      .node("only", node({ input: Order, run: ({ id }) => id }))
      .respond("only"),
    request: post('{"id":7}'),
  },
  {
    code: "SCHEMA102",
    says: "A node that gives `{}` for the output schema `v.object({ id: v.string() })`",
    flow: orders()
      .node("only", node({ output: Order, run: () => JSON.parse("{}") as { id: string } }))
      .respond("only"),
    request: order,
  },
];

const requests: readonly RunExample[] = [
  {
    code: "HTTP100",
    says: 'A route `http.get("/orders/:id")`',
    flow: flow("orders", "1.0.0").on(http.get("/orders/:id")).node("only", same).respond("only"),
    request: { method: "GET", path: "/orders/%E0%A4%A" },
  },
  { code: "HTTP101", says: "Any route with a JSON body", flow: echo, request: post('{"id":') },
  {
    code: "HTTP102",
    says: "A route with the default limit of 1 MiB",
    flow: echo,
    request: { ...post(JSON.stringify("x".repeat(1_048_576))), bodyText: "(1,048,578 bytes)" },
  },
  {
    code: "HTTP103",
    says: "Any route with a JSON body",
    flow: echo,
    request: { ...order, headers: { "content-type": "text/plain" } },
  },
  { code: "HTTP104", says: "No such route", flow: echo, request: { method: "GET", path: "/nothing" } },
  {
    code: "HTTP105",
    says: 'A route `http.post("/orders")`',
    flow: echo,
    request: { method: "DELETE", path: "/orders" },
  },
  {
    code: "HTTP106",
    says: "Any route with a JSON body",
    flow: echo,
    request: { ...post("[".repeat(65) + "]".repeat(65)), bodyText: "(65 arrays in each other)" },
  },
  {
    code: "HTTP107",
    says: "A flow that streams",
    flow: flow("orders", "1.0.0")
      .on(http.post("/orders", { streaming: true }))
      .node("only", node({ stream: "json", run: counted }))
      .respond("only"),
    request: { ...order, headers: { ...json, accept: "*/*;q=0" } },
  },
  {
    code: "HTTP108",
    says: "A route with a timeout of 10 ms",
    flow: flow("orders", "1.0.0")
      .on(http.post("/orders", { timeoutMs: 10 }))
      .node("only", same)
      .respond("only"),
    request: { ...order, endless: true, bodyText: '{"id": (and nothing more)' },
  },
];

async function* counted() {
  yield 1;
}

export const runExamples: readonly RunExample[] = [...failing, ...misfitting, ...requests];

/** A code of the author's own. */
export const ownCodeExample: Omit<RunExample, "code"> = single(
  "RUN010",
  'A node that throws `new FlowError("order a1 is there already", { code: "ORDER_EXISTS", status: 409 })`',
  () => {
    throw new FlowError("order a1 is there already", { code: "ORDER_EXISTS", status: 409 });
  },
);
