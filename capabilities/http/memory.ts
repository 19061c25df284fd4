import type { MemoryHttp } from "./store.ts";

/** Answers requests in this process. Like the real one it fails when the request's signal fires. */
export function memoryHttp(answer: (request: Request) => Response | Promise<Response>): MemoryHttp {
  return {
    memory: "http",
    fetch: (request) =>
      new Promise((resolve, reject) => {
        const { signal } = request;
        const fail = () => reject(signal.reason);
        if (signal.aborted) return fail();
        signal.addEventListener("abort", fail, { once: true });
        Promise.resolve(answer(request)).then(resolve, reject);
      }),
  };
}
