import type { Bench } from "./bench.ts";
import { onKernel } from "./kernel-worker.ts";
import { ratios, rounded, spreadOf, spreadText } from "./statistics.ts";
import type { Samples } from "./workers/kernel.ts";

const NODES = [100, 1_000, 10_000];

/** Validation in workerd, against parsing the same document with its schema. */
export const validate: Bench = {
  name: "validate",
  run: async (place) => {
    const [done] = await onKernel(place, [{ kind: "validate", nodes: NODES }]);
    const samples = done?.samples ?? [];
    const vsParse = sizeOf(samples, 1_000).ratio;
    const growth = spreadOf(ratios(sizeOf(samples, 10_000).perNode, sizeOf(samples, 1_000).perNode));
    return {
      json: { validate: { vsParse1000: rounded(vsParse.median), perNode10000Over1000: rounded(growth.median) } },
      tables: [
        {
          title: "Validation of a flow with decisions and joins; medians (quartiles)",
          columns: ["nodes", "µs per node", "parsing", "validation over parsing"],
          rows: samples.map(({ nodes, ours, theirs }) => [
            nodes.toLocaleString("en"),
            spreadText(spreadOf(ours.map((ns) => ns / nodes / 1000))),
            spreadText(spreadOf(theirs.map((ns) => ns / nodes / 1000))),
            spreadText(spreadOf(ratios(ours, theirs))),
          ]),
        },
      ],
      targets: [
        { name: "validation of 1,000 nodes over parsing them", value: vsParse.median, bound: { most: 3 } },
        { name: "validation, cost per node at 10,000 over 1,000", value: growth.median, bound: { most: 1.3 } },
      ],
    };
  },
};

function sizeOf(samples: Samples, size: number) {
  const { nodes, ours, theirs } = samples.find((one) => one.nodes === size) as Samples[number];
  return { perNode: ours.map((ns) => ns / nodes), ratio: spreadOf(ratios(ours, theirs)) };
}
