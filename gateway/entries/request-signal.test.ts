import { describe, expect, it, vi } from "vitest";
import { RequestSignal } from "./request-signal.ts";

function left() {
  const source = new AbortController();
  return { source, request: new Request("https://example.com", { signal: source.signal }) };
}

describe("RequestSignal", () => {
  it("tells who listens that the caller left, with the reason", () => {
    const { source, request } = left();
    const signal = new RequestSignal(request);
    const listener = vi.fn();
    signal.addEventListener("abort", listener);
    expect(signal.aborted).toBe(false);
    source.abort("gone");
    expect(listener).toHaveBeenCalledOnce();
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toBe("gone");
  });

  it("tells who listens only after the caller left, but not before it has its remover", async () => {
    const { source, request } = left();
    source.abort();
    const listener = vi.fn();
    new RequestSignal(request).addEventListener("abort", listener);
    expect(listener).not.toHaveBeenCalled();
    await Promise.resolve();
    expect(listener).toHaveBeenCalledOnce();
  });

  it("tells nobody who no longer listens", () => {
    const { source, request } = left();
    const signal = new RequestSignal(request);
    const listener = vi.fn();
    signal.removeEventListener("abort", listener);
    signal.addEventListener("abort", listener);
    signal.removeEventListener("abort", listener);
    source.abort();
    expect(listener).not.toHaveBeenCalled();
  });

  it("has the work carried on when the caller leaves, once it is watched for", async () => {
    const kept: Promise<unknown>[] = [];
    const context = { waitUntil: (work: Promise<unknown>) => void kept.push(work) };
    const work = Promise.resolve();
    for (const watch of [
      (signal: RequestSignal) => signal.watch(),
      (signal: RequestSignal) => signal.addEventListener("abort", () => undefined),
    ]) {
      kept.length = 0;
      const { source, request } = left();
      const signal = new RequestSignal(request);
      signal.carry(work, context);
      watch(signal);
      watch(signal);
      expect(kept).toEqual([]);
      source.abort();
      expect(kept).toEqual([work]);
    }
  });
});
