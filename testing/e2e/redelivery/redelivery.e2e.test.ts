import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestHarness } from "wrangler";
import { until } from "../local-server.ts";

const server = createTestHarness({ workers: [{ configPath: fileURLToPath(import.meta.resolve("./wrangler.toml")) }] });

beforeAll(() => server.listen());
afterAll(() => server.close());

async function seen(id: string): Promise<string[]> {
  return (await server.fetch(`/seen/${id}`)).json() as Promise<string[]>;
}

async function send(id: string, failures: number, letters = 0): Promise<void> {
  const response = await server.fetch("/jobs", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id, failures, letters }),
  });
  expect(response.status).toBe(200);
}

describe("a real queue", () => {
  it("brings a message again that was retried, and no more once it is done", async () => {
    await send("flaky", 2);
    expect(
      await until(
        () => seen("flaky"),
        (tries) => tries.length >= 3,
      ),
    ).toEqual(["flaky:1", "flaky:2", "flaky:3"]);
    await send("next", 0);
    await until(
      () => seen("next"),
      (tries) => tries.length > 0,
    );
    expect(await seen("flaky")).toHaveLength(3);
  });

  it("brings what is too large for it from the bucket, as often as it is retried, and leaves nothing there", async () => {
    await send("large", 1, 1_000_000);
    const tries = await until(
      () => seen("large"),
      (found) => found.length >= 2,
    );
    expect(tries).toEqual(["large:1", "large:2"]);
    const kept = async () => (await server.fetch("/kept")).text();
    expect(await until(kept, (count) => count === "0")).toBe("0");
  });

  it("sends a final failure to the dead-letter queue at the first delivery", async () => {
    await send("poison", -1);
    expect(
      await until(
        () => seen("dead-poison"),
        (dead) => dead.length > 0,
      ),
    ).toEqual(["dead-poison:POISON"]);
    expect(await seen("poison")).toEqual(["poison:1"]);
  });
});
