import { testGateway } from "flowgate/testing";
import { describe, expect, it } from "vitest";
import { workersEcho, workersEchoRaw, workersEchoStream } from "./flow.ts";

const gateway = testGateway({ flows: [workersEcho, workersEchoStream, workersEchoRaw] });

describe("workersEcho", () => {
  it("greets the name in the path", async () => {
    expect(await (await gateway.fetch("/workers/echo/ada")).json()).toEqual({ hello: "ada" });
  });

  it("shouts when the query says so", async () => {
    expect(await (await gateway.fetch("/workers/echo/ada?shout=true")).json()).toEqual({ hello: "ADA" });
  });
});

describe("workersEchoStream", () => {
  it("greets as often as the query says", async () => {
    const headers = { accept: "application/x-ndjson" };
    const response = await gateway.fetch("/workers/echo/ada/stream?count=3&interval_ms=0", { headers });
    const greetings = (await response.text()).trim().split("\n");
    expect(greetings.map((line) => JSON.parse(line))).toEqual([1, 2, 3].map((n) => ({ hello: "ada", n })));
  });
});

describe("workersEchoRaw", () => {
  it("sends a body back as it came, with its type", async () => {
    const request = { method: "POST", body: "as it came", headers: { "content-type": "text/x-own" } };
    const response = await gateway.fetch("/workers/echo/raw", request);
    expect(response.headers.get("content-type")).toBe("text/x-own");
    expect(await response.text()).toBe("as it came");
  });
});
