import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { testGateway } from "../../kit/test-gateway.ts";
import { book } from "./catch-and-map.ts";
import { find } from "./one-step.ts";
import { fulfil } from "./several-steps.ts";

const gateway = testGateway({ flows: [find, fulfil, book] });
const answer = async (path: string, json?: unknown) => {
  const response = await gateway.fetch(path, json === undefined ? {} : { method: "POST", json });
  return { status: response.status, body: await response.json() };
};

describe("docs/flows.md", () => {
  it("shows each snippet to the letter", async () => {
    const read = (path: string) => readFile(fileURLToPath(import.meta.resolve(path)), "utf8");
    const page = await read("../flows.md");
    for (const name of ["one-step", "several-steps", "catch-and-map"]) {
      expect(page).toContain(`\`\`\`ts\n${await read(`./${name}.ts`)}\`\`\``);
    }
  });

  it("fulfils an order by the branch that it asks for, and finds it then", async () => {
    expect((await answer("/orders/A-1")).status).toBe(404);
    const { fate } = await gateway.message("fulfilments", { id: "A-1", express: true, lines: [2, 3] });
    expect(fate).toEqual({ kind: "acked" });
    expect(await answer("/orders/A-1")).toEqual({
      status: 200,
      body: { id: "A-1", express: true, lines: [2, 3], total: 5, carrier: "air", parcel: "A-1-air" },
    });
  });

  it("settles each seat, and takes back what cannot be paid", async () => {
    expect(await answer("/trips", { seats: [1, 200], card: "full" })).toMatchObject({
      body: {
        seats: [
          { ok: true, value: { seat: 1 } },
          { ok: false, error: { code: "SEAT_TAKEN" } },
        ],
        paid: { paid: 20 },
      },
    });
    expect(await answer("/trips", { seats: [1], card: "empty" })).toMatchObject({
      status: 200,
      body: { paid: { released: [1], because: "DECLINED" } },
    });
  });
});
