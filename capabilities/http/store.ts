import type { MemoryStore } from "../capability.ts";

/** What sends a request: the platform's fetch, a service or mTLS binding, or a handler in this process. */
export interface HttpSender {
  fetch(request: Request): Promise<Response>;
}

export interface MemoryHttp extends HttpSender, MemoryStore {
  readonly memory: "http";
}
