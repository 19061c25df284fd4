import { describe, expect, it } from "vitest";
import { endedSession, isOwnPage, sessionCookie, sessionOf } from "./session.ts";

const request = (method: string, headers: Record<string, string>) =>
  new Request("https://gateway.test/_flow", { method, headers });

describe("sessionOf", () => {
  it("finds the session among other cookies, and nothing where there is none", () => {
    const cookie = sessionCookie("token-of-16-chars", "https://gateway.test/").split(";")[0] ?? "";
    expect(sessionOf(new Headers({ cookie: `a=b; ${cookie}; c=d` }))).toBe("token-of-16-chars");
    expect(sessionOf(new Headers({ cookie: "not_flowgate_session=x" }))).toBeUndefined();
    expect(sessionOf(new Headers())).toBeUndefined();
  });
});

describe("sessionOf and sessionCookie", () => {
  it.each(["semi;colon", "100%", "a=b, c", 'quo"te', "%3B"])("carry a token such as %s", (token) => {
    const cookie = sessionCookie(token, "https://gateway.test/").split(";")[0] ?? "";
    expect(sessionOf(new Headers({ cookie }))).toBe(token);
  });

  it("take what nobody wrote for no session", () => {
    expect(sessionOf(new Headers({ cookie: "flowgate_session=%E0%A4%A" }))).toBeUndefined();
  });
});

describe("sessionCookie", () => {
  it("is out of reach for scripts, other sites and other paths, and for plain HTTP in production", () => {
    expect(sessionCookie("t", "https://gateway.test/")).toBe(
      "flowgate_session=t; Path=/_flow; HttpOnly; SameSite=Strict; Max-Age=43200; Secure",
    );
    expect(sessionCookie("t", "http://localhost:8787/")).not.toContain("Secure");
    expect(endedSession()).toContain("Max-Age=0");
  });
});

describe("isOwnPage", () => {
  it("takes a cookie's word for reading, and for changing only with the page's header", () => {
    expect(isOwnPage(request("GET", { cookie: "a=b" }))).toBe(true);
    expect(isOwnPage(request("POST", { cookie: "a=b" }))).toBe(false);
    expect(isOwnPage(request("POST", { cookie: "a=b", "x-flowgate-page": "1" }))).toBe(true);
    expect(isOwnPage(request("POST", { cookie: "a=b", authorization: "Bearer t" }))).toBe(true);
    expect(isOwnPage(request("POST", {}))).toBe(true);
  });
});
