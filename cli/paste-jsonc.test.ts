import { parse } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { pasteJsonc } from "./paste-jsonc.ts";

const OWN = `{
  // ours
  "name": "shop", // do not rename
  "queues": {
    "producers": [{ "binding": "ORDERS_QUEUE", "queue": "orders" }], /* one */
  },
}
`;

describe("pasteJsonc", () => {
  it("adds entries and sections, and leaves every comment and value where it stands", () => {
    const fragment = '{"queues":{"producers":[{"binding":"DEAD","queue":"dead"}],"consumers":[{"queue":"orders"}]}}';
    const text = pasteJsonc(OWN, fragment);
    for (const kept of ["// ours", '"name": "shop", // do not rename', "/* one */"]) expect(text).toContain(kept);
    expect(parse(text, [], { allowTrailingComma: true })).toEqual({
      name: "shop",
      queues: {
        producers: [
          { binding: "ORDERS_QUEUE", queue: "orders" },
          { binding: "DEAD", queue: "dead" },
        ],
        consumers: [{ queue: "orders" }],
      },
    });
  });

  it("adds to an entry that is there by its name, and nothing twice", () => {
    const once = pasteJsonc(OWN, '{"queues":{"producers":[{"binding":"ORDERS_QUEUE","delay":1}]}}');
    expect(parse(once).queues.producers).toEqual([{ binding: "ORDERS_QUEUE", queue: "orders", delay: 1 }]);
    expect(
      pasteJsonc(OWN, '{"name":"shop","queues":{"producers":[{"binding":"ORDERS_QUEUE","queue":"orders"}]}}'),
    ).toBe(OWN);
  });

  it("takes a list of names whole", () => {
    expect(parse(pasteJsonc('{"flags":["a"]}', '{"flags":["a","b"]}'))).toEqual({ flags: ["a", "b"] });
  });

  it("starts a file that is empty", () => {
    expect(parse(pasteJsonc("", '{"a":[{"b":1}]}'))).toEqual({ a: [{ b: 1 }] });
  });
});
