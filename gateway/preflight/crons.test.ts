import { describe, expect, it } from "vitest";
import { checkConfig, told } from "../../testing/check-config.ts";
import { flowOf } from "../../testing/preflight-flows.ts";
import { type CronOptions, cron } from "../../triggers/cron/author.ts";
import { preflight } from "./preflight.ts";

const ticking = (schedule: string, options: CronOptions = {}) => flowOf("digest", [cron(schedule, options)]);
const crons = (...list: readonly string[]) =>
  `compatibility_date = "2026-10-23"\n[triggers]\ncrons = ${JSON.stringify(list)}\n`;

describe("schedulesAreReadable", () => {
  it.each(["*/5 * * * *", "0 9 * * 1", "0 9 * * MON-FRI", "0 0 L * *", "0 0 15W * *", "0 0 * * 2#1", "0 0 * * FRIL"])(
    "takes %s",
    (schedule) => {
      expect(preflight({ flows: [ticking(schedule)] })).toEqual([]);
    },
  );

  it.each(["0 9 * * 0", "0 9 * * 8", "* * * *", "@daily", "0 0 31 2 *", "*/60 * * * *", "0 9 ? * *"])(
    "refuses %s",
    (schedule) => {
      expect(preflight({ flows: [ticking(schedule)] })).toMatchObject([
        { code: "CRON101", location: { flow: "digest" } },
      ]);
    },
  );

  it.each([
    ["0 9 * * 0", "0 9 * * 1"],
    ["0 9 * * 0,6", "0 9 * * 1,7"],
    ["0 9 * * 0-4", "0 9 * * 1-5"],
    ["0 9 * * 0-6/2", "0 9 * * 1-7/2"],
  ])("says what %s is here", (schedule, meant) => {
    const [finding] = preflight({ flows: [ticking(schedule)] });
    expect(finding?.fix).toBe(`write "${meant}": Cloudflare counts weekdays from 1, Sunday, to 7, Saturday`);
  });

  it("refuses a time zone that there is not", () => {
    const found = preflight({ flows: [ticking("0 9 * * *", { timezone: "Europe/Atlantis" })] });
    expect(told(found, "CRON101")).toEqual(['cron: "Europe/Atlantis" is no IANA time zone']);
  });
});

describe("cronsAreReadable", () => {
  it("reads the wrangler file's own crons too, as wrangler does not", () => {
    const [finding, ...others] = checkConfig([], crons("* * * * *", "0 9 * * 0"));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: "CRON101", location: { file: "wrangler.toml", key: "triggers.crons[1]" } });
    expect(finding?.fix).toMatch(/^write "0 9 \* \* 1"/);
  });
});

describe("ticksAreListed", () => {
  it("finds nothing when the cron stands in the file, character for character", () => {
    expect(checkConfig([ticking("0 9 * * MON")], crons("0 9 * * MON"))).toEqual([]);
    expect(told(checkConfig([ticking("0 9 * * MON")], crons("0 9 * * mon")), "CRON102")).toHaveLength(1);
  });

  it("writes the whole list, with all that is missing", () => {
    const flows = [ticking("0 9 * * *"), flowOf("other", [cron("0 10 * * *")])];
    const fixes = checkConfig(flows, crons("* * * * *")).map(({ fix }) => fix);
    const fix = '# in [triggers]\ncrons = ["* * * * *", "0 9 * * *", "0 10 * * *"]\n';
    expect(fixes).toEqual([fix, fix]);
  });

  it("asks for every minute where a schedule has a time zone", () => {
    const flow = ticking("0 9 * * *", { timezone: "Europe/Paris" });
    expect(told(checkConfig([flow], crons("0 9 * * *")), "CRON102")).toEqual([
      'triggers.crons: wrangler.toml lists no cron "* * * * *", so nothing fires the flow',
    ]);
    expect(checkConfig([flow], crons("* * * * *"))).toEqual([]);
  });

  it("leaves a schedule that cannot be read to CRON101", () => {
    expect(checkConfig([ticking("nonsense")], crons()).map(({ code }) => code)).toEqual(["CRON101"]);
  });
});

describe("ticksMeetSchedules", () => {
  it("says CRON103 where a tick does not fire when the schedule is due", () => {
    const flow = ticking("7 9 * * *", { tick: "*/5 * * * *" });
    expect(told(checkConfig([flow], crons("*/5 * * * *")), "CRON103")).toEqual([
      'cron: "7 9 * * *" is due at 2026-01-01T09:07:00.000Z, when its tick "*/5 * * * *" does not fire',
    ]);
  });

  it("finds one due time among many that a tick misses", () => {
    const flow = ticking("0,5,10,12 9 * * *", { tick: "*/5 * * * *" });
    expect(told(checkConfig([flow], crons("*/5 * * * *")), "CRON103")).toHaveLength(1);
  });

  it("takes a tick that fires whenever the schedule is due, on its own clock", () => {
    const quarter = ticking("45 9 * * *", { timezone: "Asia/Kathmandu", tick: "*/15 * * * *" });
    expect(checkConfig([quarter], crons("*/15 * * * *"))).toEqual([]);
    const half = ticking("15 9 * * *", { timezone: "Asia/Kathmandu", tick: "*/30 * * * *" });
    expect(checkConfig([half], crons("*/30 * * * *"))).toEqual([]);
    const hour = ticking("0 9 * * *", { timezone: "Asia/Kathmandu", tick: "0 * * * *" });
    expect(told(checkConfig([hour], crons("0 * * * *")), "CRON103")).toHaveLength(1);
  });
});

describe("cronsAreFew", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => `${index % 60} ${Math.floor(index / 60)} * * *`);

  it("takes as many crons as the account may have, and not one more", () => {
    expect(checkConfig([], crons(...many(250)))).toEqual([]);
    expect(told(checkConfig([], crons(...many(251))), "LIMIT101")).toEqual([
      "triggers.crons: 251 crons; the paid plan takes 250 for the whole account",
    ]);
  });

  it("knows the free plan's number, and counts what is still to be added", () => {
    expect(checkConfig([], crons(...many(5)), { plan: "free" })).toEqual([]);
    const found = told(checkConfig([ticking("0 0 1 1 *")], crons(...many(5)), { plan: "free" }), "LIMIT101");
    expect(found).toEqual(["triggers.crons: 6 crons; the free plan takes 5 for the whole account"]);
  });
});
