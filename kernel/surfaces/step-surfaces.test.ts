import { describe, expect, it } from "vitest";
import { type Fragment, findings, patched } from "../../docs/pages/flow-examples/example.ts";
import { exampleFlows } from "../../docs/pages/flow-examples/flows.ts";
import type { IrSurface } from "../ir/schema.ts";
import { errorHandlerSurface } from "./error-handler.ts";
import { surfaces } from "./index.ts";
import { rateLimitSurface } from "./rate-limit.ts";
import type { Surface } from "./surface.ts";
import { timeoutSurface } from "./timeout.ts";

const onSave = (kind: string, config: object): IrSurface => ({
  id: `${kind}:save`,
  kind,
  targets: ["save"],
  config: { v: 1, ...config },
});

const handler = (config: object) =>
  onSave("error_handler", { scope: { nodes: ["save"] }, strategy: "retry", ...config });
const rate = (config: object) => onSave("rate_limit", { target: "save", qps: 2, burst: 5, ...config });
const timeout = (config: object) => onSave("timeout", { target: "save", ms: 500, ...config });
const partition = (config: object) => ({
  ...onSave("partition", { edge: { from: "price", to: "save" }, key: "/id", ...config }),
  targets: ["price", "save"],
});

function said(surface: IrSurface, rest: Fragment = {}): readonly string[] {
  const document = patched(exampleFlows.orders, { ...rest, control_surfaces: [surface] });
  return findings(document).map(({ code, message }) => `${code} ${message}`);
}

const effect = (surface: Surface, declared: IrSurface) => surface.plan?.(declared, () => 0).save;

describe("errorHandlerSurface", () => {
  it("retries three times with a growing, random wait by default", () => {
    expect(effect(errorHandlerSurface, handler({}))?.onError).toEqual({
      strategy: "retry",
      maxRetries: 3,
      backoffMs: 100,
      maxBackoffMs: 30_000,
      jitter: true,
    });
  });

  it("takes what the config says", () => {
    const config = { max_retries: 0, backoff_ms: 5, max_backoff_ms: 50, jitter: false };
    expect(effect(errorHandlerSurface, handler(config))?.onError).toEqual({
      strategy: "retry",
      maxRetries: 0,
      backoffMs: 5,
      maxBackoffMs: 50,
      jitter: false,
    });
  });

  it("keeps a default between the bounds that are given", () => {
    expect(effect(errorHandlerSurface, handler({ max_backoff_ms: 50 }))?.onError).toMatchObject({ backoffMs: 50 });
    expect(effect(errorHandlerSurface, handler({ backoff_ms: 60_000 }))?.onError).toMatchObject({
      maxBackoffMs: 60_000,
    });
  });

  it.each([
    { strategy: "explode" },
    { strategy: undefined },
    { scope: undefined },
    { scope: { nodes: [] } },
    { scope: { nodes: "save" } },
    { scope: { nodes: [1] } },
    { max_retries: -1 },
    { max_retries: 1.5 },
    { backoff_ms: -1 },
    { jitter: "yes" },
  ])("refuses a config with %j", (config) => {
    expect(said(handler(config))).toEqual([expect.stringMatching(/^CTRL130 config\/.+ must /)]);
  });

  it("refuses a longest wait below the first", () => {
    expect(said(handler({ backoff_ms: 100, max_backoff_ms: 99 }))).toEqual([
      "CTRL130 config/max_backoff_ms is 99, below config/backoff_ms, which is 100",
    ]);
  });

  it.each(["retry", "continue"])("refuses %s for a node that streams", (strategy) => {
    const streams: Fragment = {
      nodes: [
        { alias: "http", trigger: { kind: "http", streaming: true } },
        { alias: "save", streams: "json" },
      ],
    };
    expect(said(handler({ strategy }), streams)).toEqual([
      "CTRL130 node save streams, and what was sent cannot be taken back; its strategy can only be fail",
    ]);
    expect(said(handler({ strategy: "fail" }), streams)).toEqual([]);
  });

  it("refuses triggers, unknown nodes and a second handler of a node", () => {
    const scope = { nodes: ["http", "nobody"] };
    expect(said({ ...handler({ scope }), targets: ["http", "nobody"] })).toEqual([
      "CTRL131 no node is called nobody",
      "CTRL130 http is a trigger, which runs nothing; name a node that follows it",
    ]);
    const both = { control_surfaces: [handler({}), { ...handler({ strategy: "fail" }), id: "second" }] };
    expect(findings(patched(exampleFlows.orders, both)).map(({ code, message }) => `${code} ${message}`)).toEqual([
      "CTRL130 the error handling of save is already set by surface error_handler:save",
    ]);
  });
});

describe("rateLimitSurface", () => {
  it("limits its target", () => {
    expect(effect(rateLimitSurface, rate({ qps: 0.5 }))?.rate).toEqual({ qps: 0.5, burst: 5 });
  });

  it.each([{ qps: 0 }, { qps: -1 }, { qps: "2" }, { qps: null }, { burst: 0 }, { burst: 0.5 }, { burst: undefined }])(
    "refuses a config with %j",
    (config) => {
      expect(said(rate(config))).toEqual([expect.stringMatching(/^CTRL130 config\/(qps|burst) must be /)]);
    },
  );

  it("refuses a rate without end, which JSON cannot say", () => {
    expect(said(rate({ qps: Number.POSITIVE_INFINITY }))).toEqual([
      "CTRL130 config/qps must be a number above 0, but is Infinity",
    ]);
  });
});

describe("timeoutSurface", () => {
  it("ends its target", () => {
    expect(effect(timeoutSurface, timeout({}))?.timeoutMs).toBe(500);
  });

  it.each([{ ms: 0 }, { ms: -5 }, { ms: 1.5 }, { ms: undefined }, { target: 5 }])(
    "refuses a config with %j",
    (config) => {
      expect(said(timeout(config))).toEqual([expect.stringMatching(/^CTRL130 config\/(ms|target) must be /)]);
    },
  );

  it("names the alias that no node has, also in its targets", () => {
    expect(said({ ...timeout({ target: "pay" }), targets: ["pay", "pray"] })).toEqual([
      "CTRL131 no node is called pay",
      "CTRL131 no node is called pray",
    ]);
    expect(said({ ...timeout({}), targets: [] })).toEqual(["CTRL130 targets lacks save, which config names"]);
  });

  it("is the only one of its target and of its id", () => {
    const second = { ...timeout({ ms: 1 }), id: "second" };
    const sameId = { ...timeout({ target: "price" }), targets: ["price"] };
    const flow = { ...exampleFlows.orders, control_surfaces: [timeout({}), second, sameId] };
    expect(findings(flow).map(({ location, message }) => `${location.surface}: ${message}`)).toEqual([
      "second: the timeout of save is already set by surface timeout:save",
      "timeout:save: another surface, of kind timeout, has this id",
    ]);
  });
});

describe("partitionSurface", () => {
  it("plans nothing", () => {
    expect(surfaces.find(({ kind }) => kind === "partition")?.plan).toBeUndefined();
    expect(said(partition({}))).toEqual([]);
  });

  it.each([{ edge: undefined }, { edge: { from: "price" } }, { key: "" }, { key: undefined }, { v: 0 }])(
    "refuses a config with %j",
    (config) => {
      expect(said(partition(config))).toEqual([expect.stringMatching(/^CTRL130 config\/.+ (must |is missing$)/)]);
    },
  );

  it("names unknown aliases and the missing edge", () => {
    expect(said(partition({ edge: { from: "save", to: "price" } }))).toEqual([
      "CTRL132 no edge leads from save to price",
    ]);
    expect(said({ ...partition({ edge: { from: "prize", to: "save" } }), targets: ["prize", "save"] })).toEqual([
      "CTRL131 no node is called prize",
    ]);
  });
});

describe("surfaces", () => {
  it.each(surfaces.map((surface) => [surface.kind, surface] as const))("%s bears any config", (kind, surface) => {
    const configs = [{}, { v: 1 }, { source: 1, target: [], scope: 5, edge: "x", cases: null, body_entry: {} }];
    for (const config of configs) {
      const declared = { id: "odd", kind, targets: [], config };
      expect(findings({ ...exampleFlows.orders, control_surfaces: [declared] })).not.toEqual([]);
      expect((surface.sets ?? []).flatMap(({ of }) => of(declared))).toEqual([]);
      expect(surface.retries?.(declared) ?? []).toEqual([]);
      expect(surface.body?.(declared)).toBeUndefined();
      expect(surface.decides?.(declared)?.source).toBeUndefined();
    }
  });

  it.each(["window", "loop", "sleep", "constructor"])("does not pass over %s", (kind) => {
    expect(said(onSave(kind, {}))).toEqual([`CTRL901 surface ${kind}:save of kind ${kind} is not supported here`]);
  });

  it("are each of a kind of their own", () => {
    expect(new Set(surfaces.map(({ kind }) => kind)).size).toBe(surfaces.length);
  });
});
