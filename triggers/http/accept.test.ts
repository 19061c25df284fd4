import { describe, expect, it } from "vitest";
import { asksFor, streamForm } from "./accept.ts";

describe("streamForm", () => {
  it("is SSE where the client does not say", () => {
    const silent = [null, "", "*/*", "application/json", "text/html", "nonsense"];
    for (const accept of [...silent, "text/*", "text/event-stream", "TEXT/Event-Stream"]) {
      expect(streamForm(accept)).toBe("sse");
    }
  });

  it("is what the client weighs most", () => {
    expect(streamForm("application/x-ndjson")).toBe("ndjson");
    expect(streamForm("application/*")).toBe("ndjson");
    expect(streamForm("text/event-stream;q=0.5, application/x-ndjson")).toBe("ndjson");
    expect(streamForm("application/x-ndjson;q=0.4, text/event-stream; q=0.5")).toBe("sse");
    expect(streamForm("application/x-ndjson, */*;q=0.1")).toBe("ndjson");
    expect(streamForm("text/event-stream;q=0, */*")).toBe("ndjson");
    expect(streamForm("text/event-stream;charset=utf-8;q=0.9, */*;q=0.8")).toBe("sse");
  });

  it("is none when the client refuses both", () => {
    for (const accept of ["*/*;q=0", "text/event-stream;q=0", "application/json, */*;q=0"]) {
      expect(streamForm(accept)).toBeUndefined();
    }
  });
});

describe("asksFor", () => {
  it("tells a form that is named from a wildcard", () => {
    expect(asksFor("sse", "text/html, text/event-stream")).toBe(true);
    expect(asksFor("sse", "*/*")).toBe(false);
    expect(asksFor("ndjson", null)).toBe(false);
  });
});
