import { describe, expect, it } from "vitest";
import { checkConfig, told } from "../../testing/check-config.ts";

const found = (value: string) =>
  told(checkConfig([], `compatibility_date = "2026-10-23"\n[vars]\nFLOWGATE_PUBLIC = ${value}\n`), "CONF105");

describe("openedRoutesAreThere", () => {
  it("takes the gateway's own routes, some, all or none", () => {
    for (const value of ['"/readyz"', '"/, /readyz /_flow/openapi.json"', '"*"', '""'])
      expect(found(value)).toEqual([]);
    expect(checkConfig([], 'compatibility_date = "2026-10-23"\n')).toEqual([]);
  });

  it("names each entry that opens nothing", () => {
    expect(found('"/readyz,/ready,/healthz"')).toEqual([
      'vars.FLOWGATE_PUBLIC: FLOWGATE_PUBLIC names "/ready", which it cannot open',
      'vars.FLOWGATE_PUBLIC: FLOWGATE_PUBLIC names "/healthz", which it cannot open',
    ]);
    expect(found("true")).toEqual(["vars.FLOWGATE_PUBLIC: FLOWGATE_PUBLIC is not a text"]);
  });
});
