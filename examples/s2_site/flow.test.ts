import { testGateway } from "flowgate/testing";
import { describe, expect, it } from "vitest";
import { site } from "./flow.ts";

describe("site", () => {
  const gateway = testGateway({ flows: [site] });
  const stream = (accept: string) => gateway.fetch("/site/stream", { json: { site: "/pricing" }, headers: { accept } });

  it("streams a snapshot and five updates as server-sent events", async () => {
    const response = await stream("text/event-stream");
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const events = (await response.text()).match(/^data: .*"stage".*$/gm) ?? [];
    expect(events.map((line) => JSON.parse(line.slice(6)).stage)).toEqual([
      "snapshot",
      "update_0",
      "update_1",
      "update_2",
      "update_3",
      "update_4",
    ]);
  });

  it("streams the same as lines of JSON", async () => {
    const lines = (await (await stream("application/x-ndjson")).text()).trim().split("\n");
    expect(lines).toHaveLength(6);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ site: "/pricing", status: "operational" });
  });

  it("stops when its reader leaves", async () => {
    const reader = (await stream("application/x-ndjson")).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await gateway.idle();
    expect(gateway.runs.at(-1)).toMatchObject({ flow: "site", outcome: "cancelled" });
  });
});
