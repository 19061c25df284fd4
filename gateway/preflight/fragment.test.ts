import { describe, expect, it } from "vitest";
import { entryFragment, keyFragment, memberFragment, rootFragment, tableFragment } from "./fragment.ts";
import { openConfig, type WranglerConfig } from "./wrangler-config.ts";

function config(format: "toml" | "jsonc", document: object = {}, environment?: string): WranglerConfig {
  const { config: opened } = openConfig({ file: `wrangler.${format}`, format, document }, environment);
  if (!opened) throw new Error("not opened");
  return opened;
}

const entry = { binding: "A", queue: "a" };

describe("entryFragment", () => {
  it("is one more table of a list", () => {
    const text = entryFragment(config("toml"), ["queues", "producers"], entry);
    expect(text).toBe('[[queues.producers]]\nbinding = "A"\nqueue = "a"\n');
  });

  it("stands in its environment, whose name is quoted where it has to be", () => {
    const text = entryFragment(config("toml", {}, "pre prod"), ["queues", "producers"], entry);
    expect(text).toMatch(/^\[\[env\."pre prod"\.queues\.producers\]\]\n/);
  });

  it("is the same path as JSON", () => {
    const text = entryFragment(config("jsonc", {}, "staging"), ["queues", "producers"], entry);
    expect(JSON.parse(text)).toEqual({ env: { staging: { queues: { producers: [entry] } } } });
  });
});

describe("memberFragment", () => {
  it("says which entry of the list it belongs to", () => {
    const text = memberFragment(config("toml"), ["queues", "consumers"], { queue: "a" }, { max_retries: 3 });
    expect(text).toBe('# in the [[queues.consumers]] with queue = "a"\nmax_retries = 3\n');
  });

  it("repeats the entry's name in JSON", () => {
    const text = memberFragment(config("jsonc"), ["queues", "consumers"], { queue: "a" }, { max_retries: 3 });
    expect(JSON.parse(text)).toEqual({ queues: { consumers: [{ queue: "a", max_retries: 3 }] } });
  });
});

describe("keyFragment", () => {
  it("brings its table along where the file has none", () => {
    expect(keyFragment(config("toml"), "triggers", "crons", ["* * * * *"])).toBe('[triggers]\ncrons = ["* * * * *"]\n');
  });

  it("says which table it belongs to where there is one", () => {
    const there = config("toml", { triggers: { crons: [] } });
    expect(keyFragment(there, "triggers", "crons", [])).toBe("# in [triggers]\ncrons = []\n");
  });
});

describe("rootFragment", () => {
  it("says that it belongs above all tables, but for a file that has nothing", () => {
    expect(rootFragment(config("toml"), "compatibility_date", "2026-10-23")).toBe(
      'compatibility_date = "2026-10-23"\n',
    );
    expect(rootFragment(config("toml", { name: "x" }), "compatibility_date", "2026-10-23")).toBe(
      '# above the first [table]\ncompatibility_date = "2026-10-23"\n',
    );
  });
});

describe("tableFragment", () => {
  it("is a table under its own name", () => {
    const text = tableFragment(config("toml"), ["exports", "Room"], { type: "durable-object" });
    expect(text).toBe('[exports.Room]\ntype = "durable-object"\n');
  });
});
