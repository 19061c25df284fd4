import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { flows as examples } from "../../examples/index.ts";
import { fulfilOrder, takeOrder } from "../../examples/s4_orders/flow.ts";
import { flow, http, node, publish } from "../../gateway/index.ts";
import { preflight } from "../../gateway/preflight/preflight.ts";
import { configIn, parseWranglerFile } from "../wrangler-file.ts";
import { entryText } from "./entry.ts";
import { deadLetterFlows, largeBuckets, withFeatures } from "./features.ts";
import { flowOrigin } from "./flow-origin.ts";
import { bundleSizes, partOf } from "./sizes.ts";
import { completeConfig, startingConfig } from "./worker-config.ts";

const options = {
  name: "shop",
  flows: examples,
  dashboard: true,
  plan: "paid",
  compatibilityDate: "2026-10-23",
} as const;
const root = join(import.meta.dirname, "..", "..");

describe("completeConfig", () => {
  it("makes a file that the preflight finds nothing wrong with", () => {
    const { text, findings } = completeConfig("wrangler.toml", startingConfig(options), options);
    expect(findings).toEqual([]);
    const read = parseWranglerFile("wrangler.toml", text);
    expect(read.ok && preflight({ flows: examples, config: read.value })).toEqual([]);
  });

  it("changes nothing in a file that has it all", () => {
    const { text } = completeConfig("wrangler.toml", startingConfig(options), options);
    expect(completeConfig("wrangler.toml", text, options).text).toBe(text);
  });

  it("keeps what people wrote, comments and values included", () => {
    const own =
      '# ours\nname = "our-shop" # do not rename\ncompatibility_date = "2026-10-01"\n\n[[routes]]\npattern = "shop.example/*"\n\n[[kv_namespaces]]\nbinding = "ORDERS"\nid = "0f2c"\n';
    const { text } = completeConfig("wrangler.toml", own, options);
    expect(text).toContain('name = "our-shop" # do not rename');
    expect(text).toContain('[[routes]]\npattern = "shop.example/*"');
    expect(text.match(/binding = "ORDERS"\n/g)).toHaveLength(1);
    expect(text).toContain('id = "0f2c"');
    expect(text).toContain('queue = "orders"');
  });

  it("lists no limits for the free plan, which takes none", () => {
    expect(startingConfig({ ...options, plan: "free" })).not.toContain("[limits]");
    expect(startingConfig(options)).toContain("[limits]");
  });

  it("says what is wrong with a file that does not parse", () => {
    const { findings } = completeConfig("wrangler.toml", "name = ", options);
    expect(findings).toMatchObject([{ code: "CONF101" }]);
  });

  it("lets the Worker consume its dead-letter queues", () => {
    const { text } = completeConfig("wrangler.toml", startingConfig(options), options);
    const config = configIn("wrangler.toml", text);
    expect(config && deadLetterFlows(examples, config)).toEqual({ "orders-dead": "fulfil_order" });
    expect(config?.settings.queues?.consumers?.map(({ queue }) => queue)).toEqual(["orders", "orders-dead"]);
  });
});

describe("completeConfig of a file with comments in JSON", () => {
  const own = '{\n  // ours\n  "name": "our-shop",\n  "compatibility_date": "2026-10-01",\n}\n';

  it("adds what flows and features need, and keeps the comments", () => {
    const { text, findings } = completeConfig("wrangler.jsonc", own, options);
    expect(findings).toEqual([]);
    expect(text).toContain('// ours\n  "name": "our-shop",');
    const { settings } = configIn("wrangler.jsonc", text) ?? {};
    expect(settings?.queues?.consumers?.map(({ queue }) => queue)).toEqual(["orders", "orders-dead"]);
    expect(settings?.r2_buckets).toContainEqual({ binding: "FLOWGATE_BLOBS", bucket_name: "shop-blobs" });
    expect(settings?.assets).toMatchObject({ directory: "./dashboard", binding: "DASHBOARD" });
    expect(completeConfig("wrangler.jsonc", text, options).text).toBe(text);
  });

  it("leaves assets alone that are there", () => {
    const theirs = own.replace("{", '{ "assets": { "directory": "./site" },');
    const { text } = completeConfig("wrangler.jsonc", theirs, options);
    expect(configIn("wrangler.jsonc", text)?.settings.assets).toEqual({ directory: "./site" });
  });
});

describe("largeBuckets", () => {
  it("names the bucket of what a flow publishes, once", () => {
    const send = node({ uses: { out: publish("Q", { large: "BIG" }) }, idempotency: { key: "/id" }, run: () => 1 });
    const sender = flow("sender", "1.0.0").on(http.get("/")).node("send", send).respond("send");
    expect(largeBuckets([sender, sender])).toEqual(["BIG"]);
    expect(largeBuckets(examples.slice(0, 1))).toEqual([]);
  });
});

describe("withFeatures", () => {
  const later = flow("later", "1.0.0")
    .on(http.post("/later", { respond: "async" }))
    .node("work", node({ run: () => 1 }))
    .respond("work");
  const base = { name: "my_shop", dashboard: false };

  it.each(["wrangler.toml", "wrangler.jsonc"])("binds in %s what runs for later are kept in, once", (file) => {
    const text = withFeatures(file, file.endsWith("c") ? "{}" : "", { ...base, flows: [later] });
    expect(configIn(file, text)?.settings).toEqual({
      queues: {
        producers: [{ binding: "FLOWGATE_QUEUE", queue: "flowgate" }],
        consumers: [
          { queue: "flowgate", max_retries: 10, dead_letter_queue: "flowgate-dead" },
          { queue: "flowgate-dead", max_retries: 100 },
        ],
      },
      durable_objects: { bindings: [{ name: "LEDGER", class_name: "Ledger" }] },
      r2_buckets: [{ binding: "FLOWGATE_BLOBS", bucket_name: "my-shop-blobs" }],
    });
    expect(withFeatures(file, text, { ...base, flows: [later] })).toBe(text);
  });

  it("asks for nothing where no feature does", () => {
    expect(withFeatures("wrangler.toml", "", { ...base, flows: examples.slice(0, 1) })).toBe("");
  });
});

describe("flowOrigin", () => {
  it("finds the module that makes a flow behind one that gathers flows", async () => {
    const origin = await flowOrigin(takeOrder, join(root, "examples/index.ts"));
    expect(origin).toMatchObject({ module: join(root, "examples/s4_orders/flow.ts"), name: "takeOrder" });
  });
});

describe("entryText", () => {
  const config = configIn("wrangler.toml", completeConfig("wrangler.toml", startingConfig(options), options).text);
  const origins = [
    { flow: takeOrder, module: "/app/src/orders.ts", name: "takeOrder" },
    { flow: fulfilOrder, module: "/app/src/orders.ts", name: "fulfilOrder" },
  ];
  const entry = {
    path: "/app/.wrangler/p/worker.ts",
    origins,
    deadLetters: { "orders-dead": "fulfil_order" },
    deferred: true,
    largeBuckets: ["BIG"],
    admin: true,
    objects: undefined,
  };

  it("imports only what is packaged, and exports the classes that the wrangler file binds", () => {
    expect(config && entryText({ ...entry, config })).toMatchInlineSnapshot(`
      "import { adminApi, createGateway, deadLetterStore, deferredRuns, largeMessages } from "flowgate";
      import { takeOrder as flow_0_0, fulfilOrder as flow_0_1 } from "../../src/orders.ts";

      export { KeyedState, Ledger, Records } from "flowgate/objects";

      const gateway = createGateway({ flows: [flow_0_0, flow_0_1], features: [adminApi, deferredRuns(), largeMessages("BIG"), deadLetterStore({"orders-dead":"fulfil_order"})] });

      export default { fetch: gateway.fetch, queue: gateway.queue, scheduled: gateway.scheduled };
      "
    `);
  });

  it("asks for the module of classes that are not Flowgate's", () => {
    const own = configIn("wrangler.toml", '[[durable_objects.bindings]]\nname = "CARTS"\nclass_name = "Cart"\n');
    expect(() => own && entryText({ ...entry, config: own })).toThrow("objects of the project's own: Cart");
    const given = own && entryText({ ...entry, config: own, objects: "/app/src/cart.ts" });
    expect(given).toContain('export { Cart } from "../../src/cart.ts";');
  });
});

describe("bundleSizes", () => {
  it("adds up by package and by folder, largest first", () => {
    const inputs = {
      "../../node_modules/pino/browser.js": { bytesInOutput: 5 },
      "../../node_modules/a/node_modules/@x/y/z.js": { bytesInOutput: 9 },
      "../../src/a.ts": { bytesInOutput: 4 },
      "../../src/b.ts": { bytesInOutput: 3 },
      "worker.ts": { bytesInOutput: 0 },
    };
    const { parts, bytes } = bundleSizes("code", JSON.stringify({ outputs: { "worker.js": { inputs } } }));
    expect(parts).toEqual([
      { name: "@x/y", bytes: 9 },
      { name: "src/", bytes: 7 },
      { name: "pino", bytes: 5 },
    ]);
    expect(bytes).toBe(4);
  });

  it("names a file that lies in no folder", () => {
    expect(partOf("../worker.ts")).toBe("worker.ts");
  });

  it("names the folders of Flowgate where it is a package", () => {
    expect(partOf("node_modules/flowgate/kernel/run/run.js")).toBe("flowgate/kernel/");
  });
});
