import fc from "fast-check";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { tomlMembers, tomlTable } from "./toml.ts";

describe("tomlTable", () => {
  it("writes a header and one key a line", () => {
    const text = tomlTable("[[queues.producers]]", { binding: "ORDERS_QUEUE", queue: "orders" });
    expect(text).toBe('[[queues.producers]]\nbinding = "ORDERS_QUEUE"\nqueue = "orders"\n');
  });
});

describe("tomlMembers", () => {
  it("writes whatever a TOML parser reads back as the same value", () => {
    const { value } = fc.letrec<{ value: unknown; table: Record<string, unknown> }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.string({ unit: "grapheme" }),
        fc.constantFrom("\u007f", '"', "\\", "\n", "\u0000"),
        fc.integer(),
        fc.boolean(),
        fc.array(tie("value"), { maxLength: 3 }),
        tie("table"),
      ),
      table: fc.dictionary(fc.string({ unit: "grapheme" }), tie("value"), { maxKeys: 3, noNullPrototype: true }),
    }));
    fc.assert(
      fc.property(value, (given) => {
        const lines = tomlMembers({ key: given as string });
        expect(parse(lines.join("\n"))).toEqual({ key: given });
      }),
    );
  });

  it("leaves out what is null", () => {
    expect(tomlMembers({ a: null, b: 1 })).toEqual(["b = 1"]);
  });
});
