import { describe, expect, it } from "vitest";
import { FlowError } from "../kernel/errors/failure.ts";
import { brokenSource, capabilityError, capabilityErrorReason, mappingErrors, withDetails } from "./error.ts";

const at = { resource: "kv", binding: "ORDERS" };

describe("capabilityError", () => {
  it.each([
    ["not_found", "RES101", "permanent", 404],
    ["conflict", "RES102", "permanent", 409],
    ["too_large", "RES103", "permanent", 413],
    ["rate_limited", "RES104", "transient", 503],
    ["unavailable", "RES105", "transient", 503],
    ["denied", "RES106", "permanent", 403],
    ["invalid", "RES107", "permanent", 422],
  ] as const)("gives %s the code %s", (reason, code, retry, status) => {
    const error = capabilityError(reason, at);
    expect(error.failure).toMatchObject({ code, retry, status, details: { resource: "kv", reason } });
    expect(capabilityErrorReason(error)).toBe(reason);
  });

  it("shows neither the binding nor the platform's text to callers", () => {
    const { failure } = capabilityError("unavailable", at, { cause: new Error("node 10.0.0.1 is down") });
    const { cause, ...shown } = failure;
    expect(JSON.stringify(shown)).not.toMatch(/ORDERS|10\.0\.0\.1/);
    expect(String(cause)).toContain("ORDERS");
  });
});

describe("capabilityErrorReason", () => {
  it("knows no reason for another error", () => {
    expect(capabilityErrorReason(new Error("x"))).toBeUndefined();
    expect(capabilityErrorReason(new FlowError("x", { code: "MINE" }))).toBeUndefined();
    expect(capabilityErrorReason("RES101")).toBeUndefined();
  });
});

describe("mappingErrors", () => {
  const failing = (error: unknown) => () => Promise.reject(error);

  it("lets an error of ours through, and takes what cannot be told for unavailable", async () => {
    const own = new FlowError("mine");
    await expect(mappingErrors(at, () => "denied", failing(own))).rejects.toBe(own);
    const mapped = await mappingErrors(at, () => undefined, failing("odd")).catch(capabilityErrorReason);
    expect(mapped).toBe("unavailable");
  });

  it("does the work once", async () => {
    let calls = 0;
    const work = () => {
      calls += 1;
      return Promise.reject(new Error("no"));
    };
    await expect(mappingErrors(at, () => "unavailable", work)).rejects.toThrow("a resource does not answer");
    expect(calls).toBe(1);
  });

  it("says how long to wait where the platform only says that it is too much", async () => {
    const limited = await mappingErrors(at, () => "rate_limited", failing(new Error("429"))).catch((e: unknown) => e);
    expect((limited as FlowError).failure.retryAfterMs).toBe(1000);
  });
});

describe("withDetails", () => {
  it("adds to the details of an error of ours, and leaves any other", () => {
    const error = withDetails(capabilityError("unavailable", at), { sent: 100 }) as FlowError;
    expect(error.failure.details).toEqual({ resource: "kv", reason: "unavailable", sent: 100 });
    expect(withDetails("other", { sent: 1 })).toBe("other");
  });
});

describe("brokenSource", () => {
  it("lets the source's own error through", () => {
    const own = new FlowError("too large", { code: "HTTP102" });
    expect(brokenSource(at, own)).toBe(own);
    expect(capabilityErrorReason(brokenSource(at, new Error("reset")))).toBe("unavailable");
  });
});
