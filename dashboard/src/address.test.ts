import { describe, expect, it } from "vitest";
import { type Address, hashOf, parseAddress } from "./address.ts";

const plain: Address = { place: { view: "overview" }, range: { kind: "last", name: "1h" }, flow: "", source: "" };

describe("parseAddress", () => {
  it("takes an empty address for the overview of the last hour", () => {
    expect(parseAddress("")).toEqual(plain);
    expect(parseAddress("#/")).toEqual(plain);
    expect(parseAddress("#/nowhere/at/all?range=never&from=x")).toEqual(plain);
  });

  it("takes a range that ends before it begins for the default", () => {
    expect(parseAddress("#/?from=20&to=10").range).toEqual(plain.range);
  });

  it("takes what is wrongly encoded as it stands", () => {
    expect(parseAddress("#/runs/%E0%A4%A").place).toEqual({ view: "run", id: "%E0%A4%A" });
  });
});

describe("hashOf", () => {
  const places: readonly Address["place"][] = [
    { view: "overview" },
    { view: "runs" },
    { view: "runs", q: "queue/orders/1", failed: true },
    { view: "run", id: "0198" },
    { view: "failures", all: true },
    { view: "failure", id: "orders~a/b?c#d" },
    { view: "flows" },
    { view: "flow", id: 'it\'s "ü"', run: "0198" },
  ];

  it.each(places)("gives what parseAddress reads back: %j", (place) => {
    const address: Address = { place, range: { kind: "last", name: "7d" }, flow: "a&b=c", source: "queue" };
    expect(parseAddress(hashOf(address))).toEqual(address);
    const fixed: Address = { ...plain, place, range: { kind: "fixed", fromMs: 1_000, toMs: 2_000 } };
    expect(parseAddress(hashOf(fixed))).toEqual(fixed);
  });

  it("leaves defaults out", () => {
    expect(hashOf(plain)).toBe("#/");
  });
});
