import { describe, expect, it } from "vitest";
import { memoryBlob } from "./blob/memory.ts";
import { misdeclared, missing, weaker } from "./check.ts";
import { clock } from "./clock/clock.ts";
import { egress } from "./http/http.ts";
import { capabilities } from "./index.ts";
import { kv } from "./kv/kv.ts";
import { memoryKv } from "./kv/memory.ts";
import { memoryQueue } from "./queue/memory.ts";
import { publish } from "./queue/queue.ts";
import type { UseAt } from "./use-at.ts";

const at = (use: UseAt["use"]): UseAt => ({ flow: "orders", node: "save", name: "store", use });

describe("missing", () => {
  it("finds nothing where everything is bound, or needs no binding", () => {
    const env = { ORDERS: memoryKv(), OUT: memoryQueue() };
    expect(missing([at(kv("ORDERS", "read")), at(publish("OUT")), at(clock())], env, capabilities)).toEqual([]);
  });

  it("names the binding, the node, and what to paste", () => {
    expect(missing([at(kv("ORDERS", "read"))], {}, capabilities)).toEqual([
      {
        code: "CAP101",
        severity: "error",
        message: "`store` needs a KV namespace as ORDERS, which is not bound",
        location: { flow: "orders", node: "save", file: "wrangler.toml", key: "kv_namespaces" },
        fix: '[[kv_namespaces]]\nbinding = "ORDERS"\n',
      },
    ]);
  });

  it("tells another kind of binding from none", () => {
    const [finding] = missing([at(kv("ORDERS", "read"))], { ORDERS: memoryQueue() }, capabilities);
    expect(finding?.message).toBe("`store` needs a KV namespace as ORDERS, which is bound to something else");
  });

  it("names what a use binds beside its own, too", () => {
    const uses = [at(publish("OUT", { large: "LARGE" }))];
    const messages = (env: object) => missing(uses, { ...env }, capabilities).map(({ message }) => message);
    const bucket = "`store` needs an R2 bucket as LARGE, which is";
    expect(messages({ OUT: memoryQueue() })).toEqual([`${bucket} not bound`]);
    expect(messages({ OUT: memoryQueue(), LARGE: memoryKv() })).toEqual([`${bucket} bound to something else`]);
    expect(messages({})).toEqual([
      "`store` needs a queue's producer as OUT, which is not bound",
      `${bucket} not bound`,
    ]);
    expect(messages({ OUT: memoryQueue(), LARGE: memoryBlob() })).toEqual([]);
  });

  it("takes no property that all objects have for a binding", () => {
    expect(missing([at(kv("constructor", "read"))], {}, capabilities)[0]?.message).toContain("is not bound");
  });

  it("leaves a kind that nothing provides to the validator", () => {
    expect(missing([at({ kind: "dreams", access: "read", hints: [], options: {} })], {}, capabilities)).toEqual([]);
  });
});

describe("weaker", () => {
  it("names what is asked, what is given, and by whom", () => {
    expect(weaker([at(kv("ORDERS", "read", { consistency: "strong" }))], capabilities)).toEqual([
      {
        code: "CAP102",
        severity: "error",
        message: '`store` asks for consistency "strong", but kv gives "eventual"',
        location: { flow: "orders", node: "save" },
        fix: 'use a capability with consistency "strong" (see docs/capabilities.md), or ask for "eventual"',
      },
    ]);
    expect(weaker([at(kv("ORDERS", "read", { consistency: "eventual" }))], capabilities)).toEqual([]);
  });
});

describe("misdeclared", () => {
  it("names each host that is none", () => {
    const found = misdeclared([at(egress("read", { hosts: ["https://a.com/x", "b.com"] }))], capabilities);
    expect(found.map(({ code, message }) => [code, message])).toEqual([
      ["EGRESS101", '`store`: "https://a.com/x" is no host'],
    ]);
  });
});
