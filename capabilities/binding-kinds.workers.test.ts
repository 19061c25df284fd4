import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { blob } from "./blob/blob.ts";
import { db } from "./db/db.ts";
import { capabilities } from "./index.ts";
import { kv } from "./kv/kv.ts";
import { publish } from "./queue/queue.ts";
import { secret } from "./secret/secret.ts";
import { state } from "./state/state.ts";

const bindings: Readonly<Record<string, unknown>> = {
  "a KV namespace": env.TEST_KV,
  "an R2 bucket": env.TEST_BUCKET,
  "a queue": env.TEST_QUEUE,
  "a D1 database": env.TEST_DB,
  "a Durable Object namespace": env.TEST_STATE,
  "a Durable Object": env.TEST_STATE.getByName("x"),
  "a service": env.TEST_HTTP,
  "a variable": "text",
  "a dataset": env.METRICS,
  nothing: undefined,
  null: null,
  "an object": {},
};

describe("open", () => {
  it.each([
    [kv("B", "write"), "a KV namespace"],
    [blob("B", "write"), "an R2 bucket"],
    [publish("B"), "a queue"],
    [db("B", "write"), "a D1 database"],
    [state("B", "write"), "a Durable Object namespace"],
  ])("takes one kind of binding and no other: $kind", (use, kind) => {
    const capability = capabilities.find((each) => each.kind === use.kind);
    const taken = Object.entries(bindings).filter(([, bound]) => capability?.open(use, bound, () => undefined));
    expect(taken.map(([name]) => name)).toEqual([kind]);
  });

  it("takes no store for a secret", () => {
    const capability = capabilities.find(({ kind }) => kind === "secret");
    const taken = Object.entries(bindings).filter(([, bound]) => capability?.open(secret("B"), bound, () => undefined));
    expect(taken.map(([name]) => name)).toEqual(expect.arrayContaining(["a variable"]));
    for (const store of ["a KV namespace", "an R2 bucket", "a queue", "a D1 database", "a Durable Object namespace"]) {
      expect(taken.map(([name]) => name)).not.toContain(store);
    }
  });
});
