import { describe, expect, it } from "vitest";
import { flows } from "../examples/index.ts";
import { triggerTable } from "./trigger-table.ts";

const text = triggerTable("http://localhost:8787", "a-token_of-this-start");

describe("triggerTable", () => {
  it("gives the dashboard's link, with the token where no server gets it", () => {
    const [link = ""] = /http:\S+\/_flow#\S+/.exec(text) ?? [];
    expect(new URL(link).pathname).toBe("/_flow");
    expect(new URL(link).hash).toBe("#token=a-token_of-this-start");
  });

  it("gives a command for every flow, ready to paste", () => {
    for (const { name } of flows) expect(text).toMatch(new RegExp(`  ${name} +curl .*http://localhost:8787`));
    expect(text).not.toMatch(/\{url\}|\{token\}/);
  });
});
