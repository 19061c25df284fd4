import { describe, expect, it } from "vitest";
import { parseWranglerFile } from "../../cli/wrangler-file.ts";
import { homeOf, keyOf, openConfig, type WranglerConfig } from "./wrangler-config.ts";

function open(text: string, environment?: string, file = "wrangler.toml") {
  const read = parseWranglerFile(file, text);
  if (!read.ok) throw new Error(read.failure.message);
  return openConfig(read.value, environment);
}

function opened(text: string, environment?: string): WranglerConfig {
  const { config } = open(text, environment);
  if (!config) throw new Error("not opened");
  return config;
}

const messages = (text: string, environment?: string) =>
  open(text, environment).findings.map(({ code, message, location }) => `${code} ${location.key}: ${message}`);

describe("openConfig", () => {
  it("takes what it does not read as it comes", () => {
    expect(messages('name = "shop"\nmain = "worker.ts"\n[observability]\nenabled = true')).toEqual([]);
  });

  it("names the key of what has the wrong type", () => {
    expect(messages('kv_namespaces = "ORDERS"')).toEqual(['CONF101 kv_namespaces: expected a list, found "ORDERS"']);
    expect(messages('[[queues.consumers]]\nqueue = "a"\n[[queues.consumers]]\nqueue = "b"\nmax_retries = "3"')).toEqual(
      ['CONF101 queues.consumers[1].max_retries: expected a number, found "3"'],
    );
    expect(messages("[[kv_namespaces]]\nid = 'x'")).toEqual([
      "CONF101 kv_namespaces[0].binding: kv_namespaces[0].binding is missing",
    ]);
    expect(messages("[kv_namespaces]")).toEqual(["CONF101 kv_namespaces: expected a list, found a table"]);
    expect(messages("[[triggers]]\ncrons = []")).toEqual(["CONF101 triggers: expected a table, found a list"]);
    expect(messages("compatibility_date = 2026-10-23")).toEqual([
      "CONF101 compatibility_date: expected a string, found a date without quotes",
    ]);
  });

  it("tells of every place at once", () => {
    expect(messages('r2_buckets = 1\n[triggers]\ncrons = "* * * * *"')).toHaveLength(2);
  });

  it("refuses a file that is no table", () => {
    expect(open("[1]", undefined, "wrangler.json").findings).toMatchObject([{ code: "CONF101" }]);
  });

  it("looks into the environment that is asked for, and into no other", () => {
    const text = "[env.a]\nkv_namespaces = 1\n[env.b]\n";
    expect(messages(text, "a")).toEqual(["CONF101 env.a.kv_namespaces: expected a list, found 1"]);
    expect(messages(text, "b")).toEqual([]);
  });

  it("takes the empty name for the top of the file, as wrangler does", () => {
    expect(opened("[env.a]", "").environment).toBeUndefined();
  });

  it("names the environments there are when one is unknown, and says nothing else", () => {
    const { config, findings } = open("[env.staging]\n[env.production]\n", "prodution");
    expect(config).toBeUndefined();
    expect(findings).toMatchObject([
      { code: "CONF102", message: 'there is no environment "prodution"; the file has staging, production' },
    ]);
  });

  it("goes on with an empty environment where the file has none at all", () => {
    const { config, findings } = open("", "staging");
    expect(config?.environment).toBe("staging");
    expect(findings).toMatchObject([{ code: "CONF102", fix: "[env.staging]\n" }]);
  });

  it("is not fooled by names that every object has", () => {
    expect(messages("", "constructor")).toEqual([
      'CONF102 env.constructor: there is no environment "constructor"; the file has none',
    ]);
  });

  it("inherits crons, dates, flags, limits and migrations, but no binding", () => {
    const { settings } = opened(
      `compatibility_date = "2026-10-23"
kv_namespaces = [{ binding = "A" }]
triggers = { crons = ["* * * * *"] }
[vars]
MODE = "x"
[env.staging]
`,
      "staging",
    );
    expect(settings).toEqual({ compatibility_date: "2026-10-23", triggers: { crons: ["* * * * *"] } });
  });

  it("lets an environment's own value stand for the inherited one as a whole", () => {
    const { settings } = opened('[triggers]\ncrons = ["* * * * *"]\n[env.staging.triggers]\ncrons = []', "staging");
    expect(settings.triggers).toEqual({ crons: [] });
  });
});

describe("homeOf", () => {
  const home = (text: string, section: string, environment = "staging") => homeOf(opened(text, environment), section);

  it("is the top without an environment", () => {
    expect(homeOf(opened(""), "kv_namespaces")).toEqual([]);
  });

  it("is the environment for what it has or has to have itself", () => {
    expect(home("[env.staging]", "kv_namespaces")).toEqual(["env", "staging"]);
    expect(home('[env.staging]\ncompatibility_date = "2026-10-23"', "compatibility_date")).toEqual(["env", "staging"]);
  });

  it("is the top for what is inherited from there", () => {
    expect(home('[triggers]\ncrons = ["* * * * *"]\n[env.staging]', "triggers")).toEqual([]);
  });

  it("is the top for dates, flags and migrations that nobody has yet, and the environment for crons", () => {
    expect(home("[env.staging]", "compatibility_date")).toEqual([]);
    expect(home("[env.staging]", "migrations")).toEqual([]);
    expect(home("[env.staging]", "triggers")).toEqual(["env", "staging"]);
  });
});

describe("keyOf", () => {
  it("writes the path as TOML names it", () => {
    expect(keyOf(opened("", "pre prod"), "queues", "consumers", 0, "queue")).toBe(
      'env."pre prod".queues.consumers[0].queue',
    );
    expect(keyOf(opened(""), "kv_namespaces")).toBe("kv_namespaces");
  });
});
