import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dedupe } from "../../capabilities/dedupe/dedupe.ts";
import { kv } from "../../capabilities/kv/kv.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import { checkConfig, told } from "../../testing/check-config.ts";
import { flowOf } from "../../testing/preflight-flows.ts";
import { cron } from "../../triggers/cron/author.ts";
import { http } from "../../triggers/http/author.ts";
import { queue } from "../../triggers/queue/author.ts";
import { preflight } from "../preflight/preflight.ts";
import { OBJECT_CLASSES } from "./own-bindings.ts";

const nothing = node({ run: () => null });
const keyed = node({ uses: { a: kv("A", "write") }, idempotency: { key: "/id" }, run: () => null });
const unkeyed = node({ uses: { a: kv("A", "write") }, run: () => null });
const env = { A: { get: no, getWithMetadata: no, put: no, delete: no, list: no } };
function no() {
  return undefined;
}

const found = (...flows: Parameters<typeof preflight>[0]["flows"]) =>
  preflight({ flows, env }).map(({ severity, message }) => `${severity}: ${message}`);

describe("OBJECT_CLASSES", () => {
  it("has what flowgate/objects exports", () => {
    const source = readFileSync("gateway/objects/index.ts", "utf8");
    const exported = [...source.matchAll(/^export \{ (.+) \}/gm)].flatMap(([, names]) => names?.split(", ") ?? []);
    const classes = exported.filter((name) => /^[A-Z]/.test(name));
    expect(OBJECT_CLASSES.toSorted()).toEqual(classes.toSorted());
  });
});

describe("ownBindingsAreThere", () => {
  it("asks for no ledger where no flow has keys", () => {
    const plain = flow("plain", "1.0.0")
      .on(http.post("/"), queue("q"), cron("0 0 * * *"))
      .node("a", unkeyed)
      .respond("a");
    expect(found(plain)).toEqual([]);
  });

  it("warns of a keyed node whose key nobody keeps, also in a subflow", () => {
    const inner = flow("inner", "1.0.0").node("save", keyed).respond("save");
    const warning =
      "warning: the key of node save is kept in the ledger, the Durable Object class Ledger as LEDGER, which is not bound";
    expect(found(inner)).toEqual([warning]);
    expect(found(flow("outer", "1.0.0").node("part", inner).respond("part"))).toEqual([warning]);
  });

  it("takes a service for no ledger, though it answers to every name", () => {
    const service = new Proxy({}, { get: () => no });
    const refusing = flowOf("a", [http.post("/", { idempotency: { required: true } })]);
    expect(preflight({ flows: [refusing], env: { LEDGER: service } }).map(({ message }) => message)).toEqual([
      "trigger http refuses events without a key, which needs the ledger, the Durable Object class Ledger as LEDGER, which is bound to something else",
    ]);
    expect(preflight({ flows: [refusing], env: { LEDGER: { getByName: no } } })).toEqual([]);
  });

  it("refuses to do without where a flow says that it must not", () => {
    expect(found(flowOf("a", [http.post("/", { idempotency: { required: true } })]))).toEqual([
      "error: trigger http refuses events without a key, which needs the ledger, the Durable Object class Ledger as LEDGER, which is not bound",
    ]);
    expect(found(flowOf("b", [cron("0 0 * * *", { overlap: "skip" })]))[0]).toMatch(/^error: trigger cron lets no two/);
    const exactly = flow("c", "1.0.0").node("a", nothing).node("b", keyed, { after: "a", delivery: "exactly_once" });
    expect(found(exactly.respond("b"))).toEqual([
      "error: exactly_once into node b needs the ledger, the Durable Object class Ledger as LEDGER, which is not bound",
    ]);
  });

  it("warns of a rate that each isolate would count for itself", () => {
    const limited = flow("a", "1.0.0").node("a", nothing).rateLimit("a", { qps: 5, burst: 1 }).respond("a");
    expect(found(limited)).toEqual([
      "warning: the rate of node a is counted over all isolates by the class RateLimiter as RATES, which is not bound",
    ]);
    expect(preflight({ flows: [limited], env: { ...env, RATES: { getByName: no } } })).toEqual([]);
    expect(preflight({ flows: [limited], env: { ...env, RATES: {} } })[0]?.message).toMatch(/bound to something else$/);
  });
});

describe("bindingsAreListed", () => {
  const DATE = 'compatibility_date = "2026-10-23"\n';

  it("lists the rate limit that a flow names, with the flow's own rate", () => {
    const limited = flow("a", "1.0.0").node("a", nothing).rateLimit("a", { qps: 2.5, burst: 1, binding: "CALLS" });
    const [finding] = checkConfig([limited.respond("a")], DATE);
    expect(finding).toMatchObject({ code: "CAP101", severity: "error", location: { key: "ratelimits" } });
    expect(finding?.fix).toMatch(
      /^\[\[ratelimits\]\]\nname = "CALLS"\nnamespace_id = "\d+"\nsimple = \{ limit = 25, period = 10 \}\n$/,
    );
  });

  it("gives two rates that share a binding one number, the higher", () => {
    const limited = (name: string, qps: number) =>
      flow(name, "1.0.0").node("a", nothing).rateLimit("a", { qps, burst: 1, binding: "CALLS" }).respond("a");
    const fixes = checkConfig([limited("a", 1), limited("b", 7)], DATE).map(({ fix }) => fix);
    expect(new Set(fixes).size).toBe(1);
    expect(fixes[0]).toContain("limit = 70");
  });

  it("says once that a flow lacks the ledger, which its nodes use as well", () => {
    const uses = { claims: dedupe("LEDGER") };
    const both = node({ uses, idempotency: { key: "/id" }, run: () => null });
    const findings = checkConfig([flow("a", "1.0.0").node("save", both).respond("save")], DATE);
    expect(findings.map(({ severity, location }) => `${severity} ${location.key}`)).toEqual([
      "error durable_objects.bindings",
      "error migrations",
    ]);
  });

  it("leaves a missing ledger a warning, its class too", () => {
    const flows = [flow("a", "1.0.0").node("save", keyed).respond("save")];
    const findings = checkConfig(flows, `${DATE}[[kv_namespaces]]\nbinding = "A"\n`);
    expect(findings.map(({ severity }) => severity)).toEqual(["warning", "warning"]);
    expect(told(findings, "CAP101")[0]).toMatch(/^durable_objects.bindings: the key of node save/);
  });
});
