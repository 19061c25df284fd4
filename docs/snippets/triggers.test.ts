import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { testGateway } from "../../kit/test-gateway.ts";
import { reminders } from "./cron-trigger.ts";
import { addProduct, readProduct } from "./http-trigger.ts";
import { charges } from "./queue-trigger.ts";
import { countDown } from "./stream-trigger.ts";

const gateway = testGateway({ flows: [readProduct, addProduct, countDown, charges, reminders] });
const text = async (path: string, headers: Record<string, string> = {}) =>
  (await gateway.fetch(path, { headers })).text();

describe("docs/triggers.md", () => {
  it("shows each snippet to the letter", async () => {
    const read = (path: string) => readFile(fileURLToPath(import.meta.resolve(path)), "utf8");
    const page = await read("../triggers.md");
    for (const name of ["http", "stream", "queue", "cron"]) {
      expect(page).toContain(`\`\`\`ts\n${await read(`./${name}-trigger.ts`)}\`\`\``);
    }
  });

  it("routes as it says", async () => {
    expect(await (await gateway.fetch("/products/7?lang=fr")).json()).toEqual({ id: "7", title: "Pomme" });
    const added = await gateway.fetch("/shops/s1/products", { json: { title: "Pear" }, headers: { "x-tenant": "t1" } });
    expect([added.status, added.headers.get("location")]).toEqual([201, "/products/7"]);
    expect(await added.json()).toEqual({ id: "7", shop: "s1", tenant: "t1", product: { title: "Pear" } });
    expect(await await gateway.call("read_product", { id: "7" })).toEqual({
      ok: true,
      value: { id: "7", title: "Apple" },
    });
  });

  it("streams as it says", async () => {
    expect(await text("/countdown/1")).toBe('id: 1\ndata: {"left":1}\n\nid: 2\ndata: {"left":0}\n\n');
    expect(await text("/countdown/1", { accept: "application/x-ndjson" })).toBe('{"left":1}\n{"left":0}\n');
    expect(await text("/countdown/14")).toMatch(
      /^id: 1\ndata: {"left":14}\n\nevent: error\ndata: {"error":"13 is bad luck"/,
    );
  });

  it("settles messages as it says", async () => {
    const fate = async (cents: number) => (await gateway.message("charges", { customer: "ann", cents })).fate;
    expect(await fate(100)).toEqual({ kind: "acked" });
    expect(await fate(2_000_000)).toMatchObject({ kind: "redelivered", delaySeconds: 60 });
    expect(await fate(-1)).toEqual({ kind: "acked" });
    expect(gateway.sent("DEAD_LETTERS")).toMatchObject([{ code: "CHARGE", queue: "charges", attempts: 1 }]);
  });

  it("fires as it says", async () => {
    const ran = () => gateway.runs.filter(({ flow }) => flow === "reminders").length;
    await gateway.tick("0 * * * *", Date.parse("2026-07-01T06:00Z"));
    expect(ran()).toBe(0);
    await gateway.tick("0 * * * *", Date.parse("2026-07-01T07:00Z"));
    expect(ran()).toBe(1);
    await gateway.tick("0 * * * *", Date.parse("2026-12-01T08:00Z"));
    expect(ran()).toBe(2);
  });
});
