import { describe, expect, it } from "vitest";
import { memoryDedupe } from "../capabilities/dedupe/memory.ts";
import { flow } from "../kernel/author/flow.ts";
import { node } from "../kernel/author/node.ts";
import { FlowError } from "../kernel/errors/failure.ts";
import { type HttpOptions, type HttpTrigger, http } from "../triggers/http/author.ts";
import { reply } from "../triggers/http/reply.ts";
import { createGateway } from "./create-gateway.ts";

/** A gateway over a ledger in memory, whose one flow counts its runs and answers as told. */
function setUp(route: HttpTrigger<never>, answer: (ran: number) => unknown = (ran) => ({ ran })) {
  let ran = 0;
  const work = node({ run: () => answer(++ran) as { ran: number } });
  const one = flow("pay", "1.0.0").on(route).node("work", work).respond("work");
  const gateway = createGateway({ flows: [one], sinks: [] });
  const ledger = memoryDedupe();
  const env = { LOG_LEVEL: "silent", LEDGER: { getByName: () => ledger } };
  const send = async (path: string, init: RequestInit = {}) => {
    const headers = { "content-type": "application/json", "idempotency-key": '"k"', ...init.headers };
    const request = new Request(`https://flowgate.test${path}`, {
      method: "POST",
      body: '{"amount":1}',
      ...init,
      headers,
    });
    const response = await gateway.fetch(request, env, { waitUntil: () => undefined });
    const body = await response.json<{ ran?: number; code?: string }>();
    return { status: response.status, headers: response.headers, code: body.code, body };
  };
  return { send, ran: () => ran };
}

const post = (path: string, options: HttpOptions<string, "json", never> = {}) => setUp(http.post(path, options));

describe("one key for another input", () => {
  it.each([
    ["another param", "/pay/a", "/pay/b", {}],
    ["another query", "/pay/a?currency=EUR", "/pay/a?currency=USD", {}],
    ["a query where there was none", "/pay/a", "/pay/a?dry_run=1", {}],
    ["repeated fields in another order", "/pay/a?n=1&n=2", "/pay/a?n=2&n=1", {}],
    ["another body", "/pay/a", "/pay/a", { body: '{"amount":2}' }],
    ["another declared header", "/pay/a", "/pay/a", { headers: { "x-tenant": "two" } }],
    ["an encoded slash", "/pay/a%2Fb", "/pay/a%252Fb", {}],
  ])("is refused: %s", async (_, first, second, init) => {
    const { send, ran } = post("/pay/:to", { headers: ["x-tenant", "x-request-id"] });
    expect(await send(first)).toMatchObject({ status: 200 });
    expect(await send(second, init)).toMatchObject({ status: 422, code: "IDEM102" });
    expect(await send(first)).toMatchObject({ status: 200, body: { ran: 1 } });
    expect(ran()).toBe(1);
  });

  it.each([
    ["its JSON is written another way", "/pay/a", { body: '{ "amount": 1.0 }' }],
    ["a query has its names in another order", "/pay/a?x=1&y=2", {}],
    ["a path is encoded another way", "/pay/%61/?x=1&y=2", {}],
    ["a proxy adds headers", "/pay/a?x=1&y=2", { headers: { "x-forwarded-for": "192.0.2.1", via: "1.1 p" } }],
    ["the try has its own id", "/pay/a?x=1&y=2", { headers: { "x-request-id": "2", "cf-ray": "r", accept: "*/*" } }],
  ])("is the same where %s", async (_, path, init) => {
    const { send, ran } = post("/pay/:to", { headers: ["x-request-id", "x-forwarded-for", "via"] });
    await send(path.includes("?") ? "/pay/a?y=2&x=1" : "/pay/a");
    const again = await send(path, init);
    expect(again).toMatchObject({ status: 200, body: { ran: 1 } });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(ran()).toBe(1);
  });

  it("is refused by method on a route that takes any", async () => {
    const { send } = setUp(http.any("/pay"));
    expect(await send("/pay", { method: "PUT" })).toMatchObject({ status: 200 });
    expect(await send("/pay", { method: "POST" })).toMatchObject({ status: 422, code: "IDEM102" });
  });

  it.each(["bytes", "text"] as const)("counts the body and the content type of %s", async (body) => {
    const { send, ran } = setUp(http.post<string, "bytes" | "text", never>("/raw", { body }));
    const csv = { "content-type": "text/csv" };
    expect(await send("/raw", { body: "a,b", headers: csv })).toMatchObject({ status: 200 });
    expect(await send("/raw", { body: "a,b", headers: { "content-type": "text/plain" } })).toMatchObject({
      status: 422,
    });
    expect(await send("/raw", { body: "a;b", headers: csv })).toMatchObject({ status: 422 });
    expect(await send("/raw", { body: "a,b", headers: csv })).toMatchObject({ status: 200 });
    expect(ran()).toBe(1);
  });

  it("does not count how a JSON body is called, nor how the parts of a form are bounded", async () => {
    const { send, ran } = post("/pay");
    await send("/pay");
    await send("/pay", { headers: { "content-type": "application/vnd.pay+json; charset=utf-8" } });
    expect(ran()).toBe(1);
    const form = setUp(http.post<string, "form", never>("/form", { body: "form" }));
    const fields = (bytes: string, boundary: string) => ({
      body: `--${boundary}\r\ncontent-disposition: form-data; name="f"; filename="f"\r\n\r\n${bytes}\r\n--${boundary}--\r\n`,
      headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    });
    expect(await form.send("/form", fields("one", "b1"))).toMatchObject({ status: 200 });
    expect(await form.send("/form", fields("one", "b2"))).toMatchObject({ status: 200, body: { ran: 1 } });
    expect(await form.send("/form", fields("two", "b1"))).toMatchObject({ status: 422, code: "IDEM102" });
  });

  it("is taken for the same where the route compares none", async () => {
    const { send, ran } = post("/pay/:to", { idempotency: { compare: false } });
    await send("/pay/a");
    expect(await send("/pay/b", { body: "{}" })).toMatchObject({ status: 200, body: { ran: 1 } });
    expect(ran()).toBe(1);
  });

  it("is compared under pointers only where the route says so", async () => {
    const body = (id: string, attempt: number) => ({ body: JSON.stringify({ id, attempt }) });
    const loose = post("/hook", { idempotency: { key: "/id" } });
    await loose.send("/hook", body("e1", 1));
    expect(await loose.send("/hook", body("e1", 2))).toMatchObject({ status: 200, body: { ran: 1 } });
    const strict = post("/hook", { idempotency: { key: "/id", compare: true } });
    await strict.send("/hook", body("e1", 1));
    expect(await strict.send("/hook", body("e1", 2))).toMatchObject({ status: 422, code: "IDEM102" });
  });
});

describe("a reply that asks its caller to try again", () => {
  const answering = (status: number, options: HttpOptions<string, "json", never> = {}) =>
    setUp(http.post("/hook", options), (ran) =>
      ran === 1 ? reply({ ran }, { status, headers: { "retry-after": "7" } }) : { ran },
    );

  it.each([408, 425, 429, 500, 503])("is not remembered: %i", async (status) => {
    const { send, ran } = answering(status, { deliveryHeader: "webhook-id" });
    const init = { headers: { "webhook-id": "msg_1" } };
    const first = await send("/hook", init);
    expect(first).toMatchObject({ status, body: { ran: 1 } });
    expect(first.headers.get("retry-after")).toBe("7");
    expect(await send("/hook", init)).toMatchObject({ status: 200, body: { ran: 2 } });
    expect(await send("/hook", init)).toMatchObject({ status: 200, body: { ran: 2 } });
    expect(ran()).toBe(2);
  });

  it.each([409, 404, 422, 302])("is remembered when it is none: %i", async (status) => {
    const { send, ran } = answering(status);
    for (const _ of [1, 2]) expect(await send("/hook")).toMatchObject({ status, body: { ran: 1 } });
    expect(ran()).toBe(1);
  });

  it("is remembered with its headers where the route remembers any", async () => {
    const { send, ran } = answering(503, { idempotency: { remember: "any" } });
    await send("/hook");
    const again = await send("/hook");
    expect(again).toMatchObject({ status: 503, body: { ran: 1 } });
    expect(again.headers.get("retry-after")).toBe("7");
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(ran()).toBe(1);
  });

  it("frees its key as a failure of that status does", async () => {
    const { send, ran } = setUp(http.post("/hook"), (count) => {
      if (count === 1) throw new FlowError("busy", { code: "BUSY", status: 503, retry: "permanent" });
      return { ran: count };
    });
    expect(await send("/hook")).toMatchObject({ status: 503, code: "BUSY" });
    expect(await send("/hook")).toMatchObject({ status: 200, body: { ran: 2 } });
    expect(ran()).toBe(2);
  });
});
