import { describe, expect, it } from "vitest";
import { FlowError, failure } from "./failure.ts";

describe("failure", () => {
  it("takes text, retry and status from the table", () => {
    expect(failure("SCHEMA101")).toEqual({
      code: "SCHEMA101",
      message: "the input does not fit",
      retry: "permanent",
      status: 422,
    });
  });

  it("lets options stand over the table", () => {
    const cause = new Error("inner");
    expect(
      failure("RUN010", "no", { status: 502, retry: "transient", retryAfterMs: 5, details: { a: 1 }, cause }),
    ).toEqual({
      code: "RUN010",
      message: "no",
      retry: "transient",
      status: 502,
      retryAfterMs: 5,
      details: { a: 1 },
      cause,
    });
  });
});

describe("FlowError", () => {
  it("is final and a 500 unless it says otherwise", () => {
    expect(new FlowError("no").failure).toEqual({ code: "RUN010", message: "no", retry: "permanent", status: 500 });
    expect(new FlowError("later", { retry: "transient" }).failure.status).toBe(503);
    expect(new FlowError("there", { code: "ORDER_EXISTS", status: 409 }).failure).toMatchObject({
      code: "ORDER_EXISTS",
      status: 409,
    });
  });

  it.each([0, 200, 399, 600, 404.5, Number.NaN])("takes no status of %d", (status) => {
    expect(new FlowError("no", { status }).failure.status).toBe(500);
  });

  it("carries a failure as it is", () => {
    const made = failure("RATE101", undefined, { retryAfterMs: 3 });
    const error = FlowError.of(made);
    expect(error.failure).toEqual(made);
    expect(error.message).toBe(made.message);
    expect(error).toBeInstanceOf(Error);
  });
});
