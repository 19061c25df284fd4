import { describe, expect, it } from "vitest";
import { blob } from "../../capabilities/blob/blob.ts";
import { egress } from "../../capabilities/http/http.ts";
import { kv } from "../../capabilities/kv/kv.ts";
import { publish } from "../../capabilities/queue/queue.ts";
import { secret } from "../../capabilities/secret/secret.ts";
import { objects, state } from "../../capabilities/state/state.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import type { Uses } from "../../kernel/author/uses.ts";
import { checkConfig, told } from "../../testing/check-config.ts";
import { FIRST_FLOW_TOML, firstFlow, flowOf } from "../../testing/preflight-flows.ts";
import { preflight } from "../preflight/preflight.ts";

const flowWith = (uses: Uses, name = "shop") => flowOf(name, [], uses);
const DATE = 'compatibility_date = "2026-10-23"\n';

describe("bindingsAreListed", () => {
  it("finds nothing when each binding stands in its section", () => {
    expect(checkConfig([firstFlow], FIRST_FLOW_TOML)).toEqual([]);
  });

  it("names the node, the kind and the section of what is missing", () => {
    expect(checkConfig([firstFlow], FIRST_FLOW_TOML.replace('"ORDERS"', '"OTHER"'))).toEqual([
      {
        code: "CAP101",
        severity: "error",
        message: "`orders` asks for a KV namespace as ORDERS, but wrangler.toml has no ORDERS in kv_namespaces",
        location: { flow: "orders", node: "save", file: "wrangler.toml", key: "kv_namespaces" },
        fix: '[[kv_namespaces]]\nbinding = "ORDERS"\n',
      },
    ]);
  });

  it("says what stands there instead when the kind is wrong", () => {
    const [finding] = checkConfig(
      [flowWith({ orders: kv("ORDERS", "read") })],
      `${DATE}[[r2_buckets]]\nbinding = "ORDERS"`,
    );
    expect(finding).toMatchObject({
      code: "CAP101",
      message: "`orders` asks for a KV namespace as ORDERS, but wrangler.toml has an R2 bucket of that name",
      location: { key: "r2_buckets[0].binding" },
      fix: "rename r2_buckets[0].binding, or give the flow's binding another name",
    });
  });

  it.each([
    ["[vars]\nORDERS = 'x'", "a variable", "vars.ORDERS"],
    ["[secrets]\nrequired = ['ORDERS']", "a secret", "secrets.required[0]"],
    ["[version_metadata]\nbinding = 'ORDERS'", "the version metadata", "version_metadata.binding"],
    [
      "[[durable_objects.bindings]]\nname = 'ORDERS'\nclass_name = 'X'\nscript_name = 'y'",
      "a Durable Object class",
      "durable_objects.bindings[0].name",
    ],
    ["[[services]]\nbinding = 'ORDERS'\nservice = 'x'", "another Worker", "services[0].binding"],
    ["[[queues.producers]]\nbinding = 'ORDERS'\nqueue = 'x'", "a queue's producer", "queues.producers[0].binding"],
  ])("knows %s", (section, noun, key) => {
    const found = told(checkConfig([flowWith({ orders: kv("ORDERS", "read") })], DATE + section), "CAP101");
    expect(found).toEqual([
      `${key}: \`orders\` asks for a KV namespace as ORDERS, but wrangler.toml has ${noun} of that name`,
    ]);
  });

  it("tells of one binding once per flow, with all its nodes", () => {
    const both = flow("shop", "1.0.0")
      .node("load", node({ uses: { a: kv("ORDERS", "read") }, run: () => null }))
      .node("store", node({ uses: { b: kv("ORDERS", "write") }, run: () => null }), { after: "load" })
      .respond("store");
    expect(told(checkConfig([both], DATE), "CAP101")).toEqual([
      "kv_namespaces: nodes load, store ask for a KV namespace as ORDERS, but wrangler.toml has no ORDERS in kv_namespaces",
    ]);
  });

  it("looks into subflows, and tells of one that two flows use once", () => {
    const inner = flowWith({ orders: kv("ORDERS", "read") }, "inner");
    const outer = (name: string) => flow(name, "1.0.0").node("part", inner).respond("part");
    const found = checkConfig([outer("a"), outer("b")], DATE);
    expect(found).toMatchObject([{ code: "CAP101", location: { flow: "inner", node: "only" } }]);
  });

  it("asks for what a use needs beside its own binding", () => {
    const flow = flowWith({ timers: state("TIMERS", "write", { alarm: "WAKE_QUEUE" }) });
    const findings = checkConfig([flow], DATE);
    expect(findings.map(({ fix }) => fix)).toContain(
      '[[queues.producers]]\nbinding = "WAKE_QUEUE"\nqueue = "wake-queue"\n',
    );
  });

  it("takes whatever answers fetch for a way out", () => {
    const flow = flowWith({ api: egress("read", { hosts: ["api.example.com"], via: "BANK" }) });
    const certificate = '[[mtls_certificates]]\nbinding = "BANK"\ncertificate_id = "1"\n';
    expect(checkConfig([flow], DATE + certificate)).toEqual([]);
    expect(checkConfig([flow], DATE)).toMatchObject([
      { code: "CAP101", location: { key: "services" }, fix: '[[services]]\nbinding = "BANK"\nservice = "bank"\n' },
    ]);
  });

  it("says that the top of the file is not inherited", () => {
    const text = `${DATE}[[kv_namespaces]]\nbinding = "ORDERS"\n[env.staging]\n`;
    const [finding] = checkConfig([flowWith({ orders: kv("ORDERS", "read") })], text, { environment: "staging" });
    expect(finding?.message).toMatch(
      /no ORDERS in env.staging.kv_namespaces; the one at the top of the file is not inherited$/,
    );
    expect(finding?.fix).toBe('[[env.staging.kv_namespaces]]\nbinding = "ORDERS"\n');
  });

  it("takes a producer's queue from the flow that consumes it", () => {
    const flows = [
      firstFlow,
      flowWith({ out: publish("ORDERS_QUEUE") }),
      flowWith({ out: publish("AUDIT_LOG") }, "audit"),
    ];
    const fixes = checkConfig(flows, FIRST_FLOW_TOML).map(({ fix }) => fix);
    expect(fixes).toContain('[[queues.producers]]\nbinding = "ORDERS_QUEUE"\nqueue = "orders"\n');
    expect(fixes).toContain('[[queues.producers]]\nbinding = "AUDIT_LOG"\nqueue = "audit-log"\n');
  });

  it("writes JSON where the file is JSON", () => {
    const text = '{ "compatibility_date": "2026-10-23", }';
    const [finding] = checkConfig([flowWith({ orders: kv("ORDERS", "read") })], text, { file: "wrangler.jsonc" });
    expect(JSON.parse(finding?.fix ?? "")).toEqual({ kv_namespaces: [{ binding: "ORDERS" }] });
  });
});

describe("bindingsAgree", () => {
  it("refuses one name for two kinds, also in two flows and without a wrangler file", () => {
    const flows = [flowWith({ a: kv("DATA", "read") }, "one"), flowWith({ b: blob("DATA", "read") }, "two")];
    expect(told(preflight({ flows }), "CAP101")).toEqual([
      "only: `b` asks for an R2 bucket as DATA; one/only asks for a KV namespace of that name",
    ]);
  });

  it("refuses one name for two classes of objects", () => {
    const flows = [flowWith({ a: state("DATA", "read") }, "one"), flowWith({ b: objects("DATA", "read") }, "two")];
    expect(told(preflight({ flows }), "CAP101")).toHaveLength(1);
  });

  it("lets flows share a binding of one kind", () => {
    const flows = [flowWith({ a: kv("DATA", "read") }, "one"), flowWith({ b: kv("DATA", "write") }, "two")];
    expect(preflight({ flows })).toEqual([]);
  });
});

describe("guaranteesHold", () => {
  it("refuses less than a node asks for, and takes what is enough", () => {
    const asking = (consistency: "strong" | "eventual") => flowWith({ orders: kv("ORDERS", "read", { consistency }) });
    expect(told(preflight({ flows: [asking("strong")] }), "CAP102")).toEqual([
      'only: `orders` asks for consistency "strong", but kv gives "eventual"',
    ]);
    expect(preflight({ flows: [asking("eventual")] })).toEqual([]);
  });
});

describe("usesAreSound", () => {
  it("tells what a capability says of its use", () => {
    const calling = (host: string) => flowWith({ api: egress("read", { hosts: [host] }) });
    expect(preflight({ flows: [calling("https://[")] })).toMatchObject([
      { code: "EGRESS101", location: { node: "only" } },
    ]);
    expect(preflight({ flows: [calling("api.example.com")] })).toEqual([]);
  });
});

describe("bindingsAreThere", () => {
  it("looks at the environment when there is one", () => {
    const flows = [flowWith({ orders: kv("ORDERS", "read") })];
    expect(preflight({ flows, env: {} })).toMatchObject([{ code: "CAP101", location: { flow: "shop", node: "only" } }]);
    expect(preflight({ flows, env: { ORDERS: "a variable" } })).toMatchObject([{ code: "CAP101" }]);
  });

  it("says how to set a secret that is not", () => {
    const [finding] = preflight({ flows: [flowWith({ key: secret("STRIPE_KEY") })], env: {} });
    expect(finding?.fix).toBe("set it: npx wrangler secret put STRIPE_KEY, locally a line STRIPE_KEY=... in .dev.vars");
  });
});
