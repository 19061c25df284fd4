import { describe, expect, it } from "vitest";
import { objects, state } from "../../capabilities/state/state.ts";
import { checkConfig, told } from "../../testing/check-config.ts";
import { flowOf } from "../../testing/preflight-flows.ts";

const counting = flowOf("count", [], { counters: state("COUNTERS", "write") });
const DATE = 'compatibility_date = "2026-10-23"\n';
const BOUND = `${DATE}[[durable_objects.bindings]]\nname = "COUNTERS"\nclass_name = "KeyedState"\n`;
const migration = (tag: string, rest: string) => `[[migrations]]\ntag = "${tag}"\n${rest}\n`;

const found = (text: string) => told(checkConfig([counting], text), "CAP101");

describe("classesAreMade", () => {
  it("finds nothing when a migration makes the class, or `exports` declares it", () => {
    expect(found(BOUND + migration("v1", 'new_sqlite_classes = ["KeyedState"]'))).toEqual([]);
    expect(found(BOUND + migration("v1", 'new_classes = ["KeyedState"]'))).toEqual([]);
    expect(found(`${BOUND}[exports.KeyedState]\ntype = "durable-object"\nstorage = "sqlite"\n`)).toEqual([]);
  });

  it("asks for the migration beside the binding, with a tag of its own", () => {
    const text = BOUND + migration("v2", 'new_sqlite_classes = ["Other"]');
    const findings = checkConfig([counting], text);
    expect(findings).toMatchObject([
      {
        code: "CAP101",
        message:
          'nothing in migrations of wrangler.toml makes the Durable Object class KeyedState that a binding names; `main` has to export it too, as `export { KeyedState } from "flowgate/objects"`',
        location: { flow: "count", node: "only", key: "migrations" },
        fix: '[[migrations]]\ntag = "v3"\nnew_sqlite_classes = ["KeyedState"]\n',
      },
    ]);
  });

  it("asks for both when neither is there", () => {
    expect(checkConfig([counting], DATE).map(({ fix }) => fix.split("\n")[0])).toEqual([
      "[[durable_objects.bindings]]",
      "[[migrations]]",
    ]);
  });

  it("follows renames and deletions", () => {
    const made = BOUND + migration("v1", 'new_sqlite_classes = ["Old"]');
    const renamed = migration("v2", 'renamed_classes = [{ from = "Old", to = "KeyedState" }]');
    const deleted = migration("v3", 'deleted_classes = ["KeyedState"]');
    expect(found(made)).toHaveLength(1);
    expect(found(made + renamed)).toEqual([]);
    expect(found(made + renamed + deleted)).toHaveLength(1);
    expect(
      found(BOUND + migration("v1", 'transferred_classes = [{ from = "A", from_script = "b", to = "KeyedState" }]')),
    ).toEqual([]);
  });

  it("extends `exports` where the file has that", () => {
    const [finding] = checkConfig([counting], `${BOUND}[exports.Other]\ntype = "durable-object"\n`);
    expect(finding?.fix).toBe('[exports.KeyedState]\ntype = "durable-object"\nstorage = "sqlite"\n');
  });

  it("does not count a class that `exports` says is deleted", () => {
    expect(found(`${BOUND}[exports.KeyedState]\ntype = "durable-object"\nstate = "deleted"\n`)).toHaveLength(1);
  });

  it("leaves a class of another Worker alone", () => {
    expect(found(`${BOUND}script_name = "other"\n`)).toEqual([]);
  });

  it("says where to export a class from, if that is known", () => {
    const rooms = flowOf("chat", [], { rooms: objects("ROOMS", "write") });
    const messages = checkConfig([counting, rooms], DATE).map(({ message }) => message);
    expect(messages.filter((message) => message.endsWith('from "flowgate/objects"`'))).toHaveLength(1);
    expect(messages.filter((message) => message.endsWith("`main` has to export it too"))).toHaveLength(1);
  });

  it("checks a class that no flow asks for as well", () => {
    const text = `${DATE}[[durable_objects.bindings]]\nname = "ROOMS"\nclass_name = "Room"\n`;
    expect(checkConfig([], text)).toMatchObject([
      { code: "CAP101", location: { file: "wrangler.toml", key: "migrations" } },
    ]);
  });

  it("inherits migrations into an environment, whose bindings are its own", () => {
    const text = `${DATE}${migration("v1", 'new_sqlite_classes = ["KeyedState"]')}
[[env.staging.durable_objects.bindings]]
name = "COUNTERS"
class_name = "KeyedState"
`;
    expect(checkConfig([counting], text, { environment: "staging" })).toEqual([]);
  });
});
