import { describe, expect, it } from "vitest";
import { checkConfig, told } from "../../testing/check-config.ts";
import { FIRST_FLOW_TOML, firstFlow } from "../../testing/preflight-flows.ts";

const DATE = 'compatibility_date = "2026-10-23"\n';
const kv = (binding: string, id?: string) =>
  `[[kv_namespaces]]\nbinding = "${binding}"\n${id === undefined ? "" : `id = "${id}"\n`}`;

describe("bindingNamesAreUnique", () => {
  it("refuses a name that stands for two things, in one section or in two", () => {
    expect(told(checkConfig([], DATE + kv("A") + kv("A")), "CONF103")).toEqual([
      "kv_namespaces[1].binding: A stands for two bindings: see kv_namespaces[0].binding",
    ]);
    expect(told(checkConfig([], `${DATE}${kv("A")}[vars]\nA = "x"\n`), "CONF103")).toEqual([
      "vars.A: A stands for two bindings: see kv_namespaces[0].binding",
    ]);
  });

  it("lets one name stand in two environments", () => {
    const text = `${DATE}${kv("A")}[[env.staging.kv_namespaces]]\nbinding = "A"\n`;
    expect(checkConfig([], text, { environment: "staging" })).toEqual([]);
  });
});

describe("consumersAreUnique", () => {
  it("refuses a second consumer of one queue, and names the flow", () => {
    const second = '[[queues.consumers]]\nqueue = "orders"\n';
    expect(checkConfig([firstFlow], FIRST_FLOW_TOML + second)).toMatchObject([
      {
        code: "CONF103",
        message: 'queue "orders" has two consumers, but a queue takes one: see queues.consumers[0].queue',
        location: { flow: "orders", key: "queues.consumers[1].queue" },
      },
    ]);
  });
});

describe("storesAreApart", () => {
  it("warns of two bindings of one namespace, bucket or database", () => {
    expect(checkConfig([], DATE + kv("A", "1") + kv("B", "1"))).toMatchObject([
      {
        code: "CONF104",
        severity: "warning",
        message: '"1" is bound twice: see kv_namespaces[0].id',
        location: { key: "kv_namespaces[1].id" },
      },
    ]);
    const bucket = (name: string) => `[[r2_buckets]]\nbinding = "${name}"\nbucket_name = "same"\n`;
    expect(told(checkConfig([], DATE + bucket("A") + bucket("B")), "CONF104")).toHaveLength(1);
  });

  it("takes stores that are apart, or that wrangler is to make", () => {
    expect(checkConfig([], DATE + kv("A", "1") + kv("B", "2") + kv("C") + kv("D"))).toEqual([]);
  });
});
