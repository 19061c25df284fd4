import { describe, expect, it } from "vitest";
import { exampleFlows } from "../../docs/pages/flow-examples/flows.ts";
import { parseFlowIr } from "./parse.ts";

const { orders } = exampleFlows;

function found(document: unknown, most?: number) {
  const read = parseFlowIr(document, most);
  return read.ok ? [] : read.failure;
}

const empties = (count: number) => Array.from({ length: count }, () => ({}));

describe("what is said of a document that does not fit", () => {
  it.each(["nodes", "edges", "control_surfaces", "checkpoints", "artifacts"])(
    "is bounded, whatever is in its %s, and says how much more there is",
    (list) => {
      const all = found({ ...orders, [list]: empties(20_000) });
      expect(all).toHaveLength(51);
      expect(all[0]?.location).toMatchObject({ flow: "orders", pointer: expect.stringMatching(`^/${list}/0/`) });
      expect(all.at(-1)?.message).toMatch(/^the document: (?:19\d{3}|2\d{4}) more of its parts do not fit$/);
    },
  );

  it("finds what is wrong at the end of a long list", () => {
    const nodes = [...Array.from({ length: 5_000 }, () => orders.nodes[0]), {}];
    expect(found({ ...orders, nodes }).map(({ location }) => location.pointer)).toContain("/nodes/5000/alias");
  });

  it.each([
    ["uses", empties(5_000)],
    ["effectHints", Array.from({ length: 5_000 }, () => 1)],
  ])("is one thing of a part with a long list of its own: %s", (field, list) => {
    expect(found({ ...orders, nodes: [{ ...orders.nodes[0], [field]: list }] })).toHaveLength(1);
    expect(found({ ...orders, metadata: { tags: Array.from({ length: 5_000 }, () => 1) } })).toHaveLength(1);
  });

  it("quotes no long value", () => {
    const [first, ...others] = found({ ...orders, profile: "x".repeat(1_000_000) });
    expect(others).toEqual([]);
    expect(first?.message.length).toBeLessThan(400);
    const named = found({ name: "n".repeat(1_000_000) });
    expect(JSON.stringify(named).length).toBeLessThan(10_000);
  });

  it("is the first thing alone, where no more is asked for", () => {
    expect(found({}, 1)).toHaveLength(1);
    expect(found({ ...orders, nodes: empties(3) }, 1)).toHaveLength(1);
    expect(found({ ...orders, nodes: empties(3) }, 5)).toHaveLength(6);
  });

  it("names no list that is none", () => {
    expect(found({ ...orders, nodes: { length: 1e9 } }).map(({ location }) => location.pointer)).toEqual(["/nodes"]);
  });
});
