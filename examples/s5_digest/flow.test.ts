import { kv } from "flowgate";
import { testGateway } from "flowgate/testing";
import { describe, expect, it } from "vitest";
import { digest, readDigest } from "./flow.ts";

const NOON = Date.UTC(2026, 0, 1, 12);

describe("digest", () => {
  it("counts the saved orders at each tick, and shows the latest count", async () => {
    const gateway = testGateway({ flows: [digest, readDigest] });
    const orders = gateway.handle(kv("ORDERS", "write", { prefix: "order:" }));
    for (const id of ["A-1", "A-2", "A-3"]) await orders.put(id, { id });
    await gateway.tick("*/5 * * * *", NOON);
    expect(await (await gateway.fetch("/digest")).json()).toEqual({ orders: 3, at: "2026-01-01T12:00:00.000Z" });
  });

  it("runs once for a tick that fires twice", async () => {
    const gateway = testGateway({ flows: [digest, readDigest] });
    await gateway.tick("*/5 * * * *", NOON);
    await gateway.tick("*/5 * * * *", NOON);
    expect(gateway.runs.map(({ outcome }) => outcome)).toEqual(["completed", "duplicate"]);
  });

  it("does not run on a cron that is not its own", async () => {
    const gateway = testGateway({ flows: [digest, readDigest] });
    await gateway.tick("0 0 * * *", NOON);
    expect(gateway.runs).toEqual([]);
  });

  it("answers 404 before the first tick", async () => {
    const response = await testGateway({ flows: [digest, readDigest] }).fetch("/digest");
    expect(await response.json()).toMatchObject({ code: "DIGEST_NONE" });
  });
});
