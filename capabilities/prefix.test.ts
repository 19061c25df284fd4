import { describe, expect, it } from "vitest";
import { kv } from "./kv/kv.ts";
import { prefixed } from "./prefix.ts";
import { publish } from "./queue/queue.ts";

describe("prefixed", () => {
  it("puts a prefix in front of one that is there already", () => {
    expect(prefixed("tenant/", prefixed("flow/", kv("ORDERS", "read", { prefix: "a/" }))).options.prefix).toBe(
      "tenant/flow/a/",
    );
  });

  it("does not compile for what has no keys", () => {
    // @ts-expect-error: a queue has no keys
    const wrong = prefixed("a/", publish("OUT"));
    expect(wrong.kind).toBe("queue");
  });
});
