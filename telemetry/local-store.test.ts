import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sqlOf } from "../testing/metrics/stores.ts";
import type { DataPoint } from "./data-point.ts";
import { LocalStore, type LocalStoreOptions } from "./local-store.ts";

let database: DatabaseSync;
let nowMs = 1_000_000;

beforeEach(() => {
  database = new DatabaseSync(":memory:");
  nowMs = 1_000_000;
});
afterEach(() => {
  database.close();
});

const storeOf = (options: Partial<LocalStoreOptions> = {}) =>
  new LocalStore({ sql: sqlOf(database), nowMs: () => nowMs, ...options });
const point = (part: Partial<DataPoint> = {}): DataPoint => ({
  indexes: ["orders"],
  blobs: ["run"],
  doubles: [1],
  ...part,
});
const counted = () => database.prepare("SELECT count(*) AS points FROM points").get()?.points;

describe("LocalStore", () => {
  it("has the platform's columns, empty where a point gave none", () => {
    const store = storeOf();
    expect(store.write("flowgate", [point({ blobs: ["run", "o'rders"], doubles: [1, 2.5] })])).toEqual([]);
    const [row] = store.read("SELECT * FROM points", []);
    expect(row).toMatchObject({
      timestamp: 1_000,
      dataset: "flowgate",
      index1: "orders",
      _sample_interval: 1,
      blob1: "run",
      blob2: "o'rders",
      blob20: "",
      double2: 2.5,
      double20: 0,
    });
  });

  it("refuses what the platform would, and keeps the rest", () => {
    const store = storeOf();
    const problems = store.write("flowgate", [point(), point({ indexes: ["a", "b"] }), point()]);
    expect(problems).toEqual(["2 indexes, at most 1"]);
    expect(counted()).toBe(2);
  });

  it("takes 250 points of one invocation", () => {
    const problems = storeOf().write("flowgate", Array(251).fill(point()));
    expect(problems).toEqual(["251 points in one invocation, at most 250"]);
    expect(counted()).toBe(250);
  });

  it("drops the oldest points above its number of rows", () => {
    const store = storeOf({ maxRows: 100 });
    for (let i = 0; i < 20; i++) store.write("flowgate", Array(100).fill(point()));
    expect(counted()).toBeLessThanOrEqual(100 + 512);
  });

  it("drops points above its age, even when all are", () => {
    const store = storeOf({ maxAgeS: 60 });
    store.write("flowgate", [point({ blobs: ["old"] })]);
    nowMs += 30_000;
    store.write("flowgate", Array(250).fill(point({ blobs: ["kept"] })));
    nowMs += 31_000;
    for (let i = 0; i < 3; i++) store.write("flowgate", Array(200).fill(point({ blobs: ["new"] })));
    const blobs = store.read("SELECT blob1, count(*) AS points FROM points GROUP BY blob1 ORDER BY blob1", []);
    expect(blobs).toEqual([
      { blob1: "kept", points: 250 },
      { blob1: "new", points: 600 },
    ]);
    nowMs += 1_000_000;
    for (let i = 0; i < 3; i++) store.write("flowgate", Array(200).fill(point({ blobs: ["last"] })));
    expect(store.read("SELECT DISTINCT blob1 FROM points", [])).toEqual([{ blob1: "last" }]);
  });
});
