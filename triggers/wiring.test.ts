import { describe, expect, it } from "vitest";
import { cronTrigger } from "./cron/trigger.ts";
import { http } from "./http/author.ts";
import { httpTrigger } from "./http/trigger.ts";
import { queue } from "./queue/author.ts";
import { queueTrigger } from "./queue/trigger.ts";

const ofHttp = (wiring: object) => httpTrigger.rule.check?.(wiring as never) ?? [];
const ofQueue = (wiring: object) => queueTrigger.rule.check?.(wiring as never) ?? [];
const says = (text: string) => [{ code: "DAG001", message: expect.stringContaining(text) }];

describe("a key of a trigger", () => {
  it("is a JSON Pointer, or the field's own is named instead", () => {
    const instead = says('idempotency.key: "id" is no JSON Pointer; for the field of that name write "/id"');
    expect(ofHttp(http.post("/x", { idempotency: { key: "id" } }).wiring)).toEqual(instead);
    expect(ofHttp(http.post("/x", { idempotency: { key: ["/id", "a/b~"] } }).wiring)).toEqual(says('write "/a~1b~0"'));
    expect(ofQueue(queue("x", { idempotency: { key: "id" } }).wiring)).toEqual(instead);
    expect(ofQueue(queue("x", { partitionKey: "customer.id" }).wiring)).toEqual(says('partition_key: "customer.id"'));
    expect(ofQueue(queue("x", { idempotency: { key: "~2" } }).wiring)).toEqual(says("no JSON Pointer"));
    const cron = { kind: "cron", schedule: "* * * * *", idempotency: { key: "id" } };
    expect(cronTrigger.rule.check?.(cron as never)).toEqual(instead);
  });

  it("is taken where it is one", () => {
    for (const key of ["/id", "", "/a~1b/0", ["/a", "/b"]]) {
      expect(ofHttp(http.post("/x", { idempotency: { key } }).wiring)).toEqual([]);
      expect(ofQueue(queue("x", { idempotency: { key }, partitionKey: "/id" }).wiring)).toEqual([]);
    }
    expect(ofHttp(http.post("/x", { idempotency: { remember: "any", ttlMs: 1 } }).wiring)).toEqual([]);
    expect(ofHttp(http.get("/x", { idempotency: false }).wiring)).toEqual([]);
  });

  it("is looked for somewhere, of something, for some time", () => {
    expect(ofHttp(http.post("/x", { idempotency: { key: [] } }).wiring)).toEqual(says("names no pointer"));
    expect(ofHttp(http.get("/x", { idempotency: { key: "/id" } }).wiring)).toEqual(says("a GET route looks at no"));
    expect(ofHttp(http.post("/x", { idempotency: { ttlMs: 0 } }).wiring)).toEqual(says("ttl_ms is 0"));
    expect(ofHttp({ ...http.post("/x").wiring, idempotency: { remember: "all" } })).toEqual(
      says("idempotency.remember"),
    );
    expect(ofHttp({ ...http.post("/x").wiring, idempotency: { key: 7 } })).toEqual(says("7 is no JSON Pointer"));
  });
});
