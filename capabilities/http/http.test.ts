import { describe, expect, expectTypeOf, it } from "vitest";
import { handleOf } from "../../kit/handle-of.ts";
import { httpContract } from "../../testing/contracts/http.ts";
import { answer } from "../../testing/contracts/http-answers.ts";
import { reasonOf } from "../../testing/contracts/open.ts";
import { isPrivate } from "./address.ts";
import type { HttpHandle, HttpReader } from "./handle.ts";
import { type HostRule, hostRule, ruleFor } from "./hosts.ts";
import { egress, httpCapability } from "./http.ts";
import { memoryHttp } from "./memory.ts";
import { retryAfterMs } from "./retry-after.ts";

const http = memoryHttp(answer);
httpContract("memory", () => ({ bound: http }));

describe("egress", () => {
  it("types its handle by the access asked for, and takes no empty list of hosts", () => {
    expectTypeOf(handleOf(egress("write", { hosts: ["a.com"] }), http)).toEqualTypeOf<HttpHandle>();
    expectTypeOf(handleOf(egress("read", { hosts: ["a.com"] }), http)).toEqualTypeOf<HttpReader>();
    // @ts-expect-error: a node that calls nobody needs no egress
    const none = egress("read", { hosts: [] });
    expect(none.options.hosts).toEqual([]);
  });

  it("names each host that is none", () => {
    const use = egress("read", {
      hosts: [
        "api.example.com",
        "https://a.com/path",
        "a.*.com",
        "",
        "a b",
        "a.com:8:*",
        "http://",
        "*a.com",
        "ftp://a.com",
      ],
    });
    expect(httpCapability.check?.(use).map(({ code, message }) => [code, message])).toEqual([
      ["EGRESS101", '"https://a.com/path" is no host'],
      ["EGRESS101", '"a.*.com" is no host'],
      ["EGRESS101", '"" is no host'],
      ["EGRESS101", '"a b" is no host'],
      ["EGRESS101", '"a.com:8:*" is no host'],
      ["EGRESS101", '"http://" is no host'],
      ["EGRESS101", '"*a.com" is no host'],
      ["EGRESS101", '"ftp://a.com" is no host'],
    ]);
  });

  it("tells no stranger of the run's trace, unless it is to", async () => {
    const traced = async (options: Parameters<typeof egress>[1]) => {
      const response = await handleOf(egress("read", options), http).get("https://api.example.com/echo");
      return "traceparent" in ((await response.json()) as { headers: object }).headers;
    };
    expect(await traced({ hosts: ["*"] })).toBe(false);
    expect(await traced({ hosts: ["*"], trace: true })).toBe(true);
    for (const host of ["api.example.com", "*.example.com"]) {
      expect(await traced({ hosts: ["*", host] })).toBe(true);
      expect(await traced({ hosts: [host], trace: false })).toBe(false);
    }
  });

  it("says that the other side cannot be reached, and shows nothing of why", async () => {
    const broken = memoryHttp(() => Promise.reject(new TypeError("connect ECONNREFUSED 10.0.0.1")));
    const failed = handleOf(egress("read", { hosts: ["a.com"] }), broken).get("https://a.com/");
    await expect(failed).rejects.toThrow("http: the other side cannot be reached");
    expect(await reasonOf(failed)).toBe("unavailable");
  });
});

describe("ruleFor", () => {
  const allowed = (rule: string, url: string) => ruleFor([hostRule(rule) as HostRule], new URL(url)) !== undefined;

  it.each([
    ["*", "https://example.com/"],
    ["https://example.com", "https://example.com/"],
    ["http://localhost:9000", "http://localhost:9000/"],
    ["10.0.0.5", "https://10.0.0.5/"],
    ["http://[::1]:8080", "http://[::1]:8080/"],
    ["EXAMPLE.com", "https://example.COM/"],
    ["http://*", "http://example.com/"],
    ["*:8443", "https://example.com:8443/"],
    ["*:*", "https://example.com/"],
    ["*:*", "https://example.com:8443/"],
    ["http://*:*", "http://example.com:8080/"],
    ["http://*.example.com:8080", "http://a.example.com:8080/"],
    ["localhost:*", "https://localhost:9000/"],
    ["bücher.example", "https://xn--bcher-kva.example/"],
  ])("lets %s reach %s", (rule, url) => {
    expect(allowed(rule, url)).toBe(true);
  });

  it.each([
    ["*", "http://example.com/"],
    ["http://*", "https://example.com/"],
    ["http://*", "http://example.com:8080/"],
    ["http://*", "http://localhost/"],
    ["http://*:*", "http://127.0.0.1:8080/"],
    ["*:8443", "https://example.com/"],
    ["http://*.example.com:8080", "http://example.com:8080/"],
    ["*", "https://localhost/"],
    ["*", "https://127.0.0.1/"],
    ["*", "https://0x7f.1/"],
    ["*", "https://2130706433/"],
    ["*", "https://[::ffff:10.0.0.1]/"],
    ["*", "https://metadata.google.internal/"],
    ["*", "https://017700000001/"],
    ["*", "https://0177.0.0.1/"],
    ["*", "https://127.1./"],
    ["*", "https://0x/"],
    ["*", "https://１２７。０。０。１/"],
    ["*", "https://ⓛocalhost/"],
    ["*", "https://%6c%6fcalhost/"],
    ["*", "https://localhost../"],
    ["*", "https://[::ffff:127.0.0.1]/"],
    ["*", "https://[::127.0.0.1]/"],
    ["*", "https://[0:0:0:0:0:0:0:1]/"],
    ["*.example.com", "https://a..example.com/"],
    ["*.localhost", "https://a.localhost/"],
    ["http://localhost:9000", "http://localhost:9001/"],
    ["http://localhost:9000", "https://localhost:9000/"],
  ])("does not let %s reach %s", (rule, url) => {
    expect(allowed(rule, url)).toBe(false);
  });
});

describe("isPrivate", () => {
  it.each([
    "0.0.0.0",
    "10.255.255.255",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[::ffff:808:808]",
    "[64:ff9b::808:808]",
    "[fc00::1]",
    "[fe80::1]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[2001:0:1::]",
    "[2002:a00:1::]",
    "[2001:10::1]",
    "[3fff::1]",
    "192.88.99.1",
    "router.lan",
    "localhost.localdomain",
    "wiki.corp",
    "localhost..",
    "a..b",
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "printer.local",
    "db.internal",
    "nas.home.arpa",
    "redis",
    "",
  ])("takes %s for private", (host) => {
    expect(isPrivate(host)).toBe(true);
  });

  it.each([
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.169.0.1",
    "223.255.255.255",
    "[2606:4700::1111]",
    "[2a00:1450::1]",
    "[2001:200::1]",
    "example.com",
    "localhost.example.com",
  ])("takes %s for public", (host) => {
    expect(isPrivate(host)).toBe(false);
  });
});

describe("retryAfterMs", () => {
  const nowMs = Date.UTC(2026, 0, 1);
  it.each([
    ["7", 7000],
    ["0", 0],
    ["Thu, 01 Jan 2026 00:01:00 GMT", 60_000],
    ["Thu, 01 Jan 2015 00:00:00 GMT", 0],
    ["soon", undefined],
    [null, undefined],
  ])("reads %s", (value, ms) => {
    expect(retryAfterMs(value, nowMs)).toBe(ms);
  });
});
