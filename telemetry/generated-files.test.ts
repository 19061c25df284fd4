import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { panels } from "./panels/index.ts";

const root = join(import.meta.dirname, "..");

describe("dashboards", () => {
  it("leaves no file of a panel that is gone", () => {
    const files = readdirSync(join(root, "telemetry/dashboards/sql"));
    expect(files.sort()).toEqual(panels.map(({ name }) => `${name}.sql`).sort());
  });
});

describe("grafanaDashboard", () => {
  const text = readFileSync(join(root, "telemetry/dashboards/grafana.json"), "utf8");
  const dashboard = JSON.parse(text) as { panels: { title: string; gridPos: object; targets: { query: string }[] }[] };

  it("has each panel once, in a place of its own", () => {
    expect(dashboard.panels.map(({ title }) => title)).toEqual(panels.map(({ title }) => title));
    const places = dashboard.panels.map(({ gridPos }) => JSON.stringify(gridPos));
    expect(new Set(places).size).toBe(panels.length);
  });

  it("asks for the range and the flows that the viewer chose", () => {
    const wanting = dashboard.panels.filter(
      ({ targets }) => !/\$from.*\$to.*\$\{flow:/s.test(String(targets[0]?.query)),
    );
    expect(wanting).toEqual([]);
  });
});
