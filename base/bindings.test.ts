import { describe, expect, it } from "vitest";
import { answersTo, hasMethods, isObjectNamespace } from "./bindings.ts";

const method = () => undefined;
/** As a service binding is: whatever it is asked for, it has. */
const service = new Proxy({}, { get: () => method });

describe("hasMethods", () => {
  it("is true of what has all of them", () => {
    expect(hasMethods({ send: method, sendBatch: method, more: method }, ["send", "sendBatch"])).toBe(true);
    expect(hasMethods({ send: method }, ["send", "sendBatch"])).toBe(false);
    expect(hasMethods({ send: "text" }, ["send"])).toBe(false);
  });

  it.each([undefined, null, "text", 1, method])("is false of %s", (bound) => {
    expect(hasMethods(bound, [])).toBe(false);
  });

  it("is false of a service, which answers to every name", () => {
    expect(hasMethods(service, ["send"])).toBe(false);
    expect(answersTo(service, "send")).toBe(true);
  });
});

describe("isObjectNamespace", () => {
  it("tells a namespace of objects from a service", () => {
    expect(isObjectNamespace({ getByName: method })).toBe(true);
    expect(isObjectNamespace(service)).toBe(false);
  });
});
