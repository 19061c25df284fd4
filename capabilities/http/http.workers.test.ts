import { env } from "cloudflare:workers";
import { afterEach, beforeEach, vi } from "vitest";
import { httpContract } from "../../testing/contracts/http.ts";
import { answer } from "../../testing/contracts/http-answers.ts";
import { memoryHttp } from "./memory.ts";

const outside = memoryHttp(answer);
beforeEach(() => {
  vi.spyOn(globalThis, "fetch").mockImplementation((request) => outside.fetch(request as Request));
});
afterEach(() => vi.restoreAllMocks());

httpContract("fetch", () => ({ bound: undefined }));
httpContract("a service binding", () => ({ bound: env.TEST_HTTP, via: "TEST_HTTP" }));
