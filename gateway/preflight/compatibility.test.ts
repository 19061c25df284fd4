import { describe, expect, it } from "vitest";
import { publish } from "../../capabilities/queue/queue.ts";
import { pasteFix } from "../../cli/paste-fix.ts";
import { checkConfig, told } from "../../testing/check-config.ts";
import { flowOf } from "../../testing/preflight-flows.ts";
import { http } from "../../triggers/http/author.ts";
import { preflight } from "./preflight.ts";

const web = flowOf("web", [http.get("/")]);
const found = (text: string, flows = [web]) => told(checkConfig(flows, text), "FLAG101");
const date = (value: string) => `compatibility_date = "${value}"\n`;
const flags = (...list: readonly string[]) => `compatibility_flags = ${JSON.stringify(list)}\n`;

describe("dateIsTaken", () => {
  it("asks for a date, the workerd's own", () => {
    const [finding] = checkConfig([], "");
    expect(finding).toMatchObject({
      code: "FLAG101",
      message: "wrangler.toml has no compatibility_date",
      location: { file: "wrangler.toml", key: "compatibility_date" },
      fix: 'compatibility_date = "2026-10-23"\n',
    });
  });

  it("takes dates up to a week after the workerd's release", () => {
    expect(found(date("2026-10-30"), [])).toEqual([]);
    expect(found(date("2026-10-31"), [])).toEqual([
      "compatibility_date: compatibility_date is 2026-10-31; the workerd installed here takes 2026-10-30 at most",
    ]);
  });

  it("says nothing of new dates where no workerd is installed", () => {
    const document = { compatibility_date: "2027-01-01" };
    expect(preflight({ flows: [], config: { file: "wrangler.json", format: "jsonc", document } })).toEqual([]);
  });

  it.each(["2026-02-30", "2026-1-1", "today", ""])('refuses "%s" as a date', (value) => {
    expect(found(date(value), [])).toEqual([`compatibility_date: "${value}" is not a date such as 2026-10-23`]);
  });
});

describe("flagsAreOn", () => {
  it("asks for the request's signal where a flow has a route, until a date switches it on", () => {
    expect(found(date("2026-10-23"))).toEqual([
      "compatibility_flags: enable_request_signal is not set: a client that leaves does not end its run",
    ]);
    expect(found(date("2026-10-23") + flags("enable_request_signal"))).toEqual([]);
    expect(told(checkConfig([web], date("2026-11-17"), { workerdDate: "2026-11-17" }), "FLAG101")).toEqual([]);
    expect(found(date("2026-10-23"), [flowOf("quiet", [])])).toEqual([]);
  });

  it("keeps the flags there are, and takes out the one that says the opposite", () => {
    const text = date("2026-10-23") + flags("disable_request_signal", "nodejs_compat");
    const [finding] = checkConfig([web], text);
    expect(finding?.message).toBe("disable_request_signal is set: a client that leaves does not end its run");
    expect(finding?.fix).toBe(
      '# above the first [table]\ncompatibility_flags = ["nodejs_compat", "enable_request_signal"]\n',
    );
  });

  it("is silent once its fix is pasted over the flag that says the opposite, in JSON too", () => {
    const text = '{ "compatibility_date": "2026-10-23", "compatibility_flags": ["disable_request_signal"] }';
    const file = "wrangler.json";
    const [finding] = checkConfig([web], text, { file });
    expect(checkConfig([web], pasteFix(file, text, finding?.fix ?? ""), { file })).toEqual([]);
  });

  it("asks for a queue's error codes where an old date hides them", () => {
    const sending = flowOf("send", [], { out: publish("MAIL") });
    const told = found(date("2026-03-11"), [sending]);
    expect(told).toEqual([
      "compatibility_flags: queue_expose_error_codes is not set: a queue's errors cannot be told apart",
    ]);
    expect(found(date("2026-03-12"), [sending])).toEqual([]);
  });

  it("gives two missing flags one fix", () => {
    const flow = flowOf("both", [http.get("/")], { out: publish("MAIL") });
    const fixes = checkConfig([flow], date("2026-01-01"))
      .filter(({ code }) => code === "FLAG101")
      .map(({ fix }) => fix);
    expect(new Set(fixes).size).toBe(1);
    expect(fixes).toHaveLength(2);
  });

  it("writes into the environment that has flags of its own", () => {
    const text = `${date("2026-10-23")}[env.staging]\ncompatibility_flags = []\n`;
    const [finding] = checkConfig([web], text, { environment: "staging" });
    expect(finding?.location.key).toBe("env.staging.compatibility_flags");
    expect(finding?.fix).toBe('# in [env.staging]\ncompatibility_flags = ["enable_request_signal"]\n');
  });
});
