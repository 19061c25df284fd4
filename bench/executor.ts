import type { Bench, Table, Target } from "./bench.ts";
import { onKernel } from "./kernel-worker.ts";
import { ratios, rounded, type Spread, spreadOf, spreadText } from "./statistics.ts";
import type { Samples } from "./workers/kernel.ts";
import type { Kind, ShapeName } from "./workers/shapes.ts";

const NODES = [10, 100, 1_000, 10_000];
const SHAPES: readonly ShapeName[] = ["chain", "fanOut", "diamond"];
const KINDS: readonly Kind[] = ["async", "sync"];

/** One kind of flow, at all sizes. */
interface Measured {
  readonly shape: ShapeName;
  readonly calls: Kind;
  readonly rows: readonly Row[];
  /** Cost per node at 10,000 over that at 100. */
  readonly growth: Spread;
}

interface Row {
  readonly nodes: number;
  readonly oursPerNode: Spread;
  readonly theirsPerNode: Spread;
  readonly ratio: Spread;
}

/** The executor alone, in workerd, against the same calls written by hand. */
export const executor: Bench = {
  name: "executor",
  run: async (place) => {
    const tasks = KINDS.flatMap((calls) =>
      SHAPES.map((shape) => ({ kind: "run" as const, shape, calls, nodes: NODES })),
    );
    const done = await onKernel(place, tasks);
    const measured = done.map(({ task, samples }) => measure(task.shape, task.calls, samples));
    const chain100 =
      find(measured, "chain", "async").rows.find(({ nodes }) => nodes === 100)?.ratio.median ?? Number.NaN;
    return {
      json: { executor: { chain100: rounded(chain100), ...figures(measured) } },
      tables: measured.map(tableOf),
      targets: [
        { name: "chain of 100 async calls, time over hand-written", value: chain100, bound: { most: 2 } },
        ...measured.filter(({ calls }) => calls === "async").map(growthTarget),
      ],
    };
  },
};

function find(measured: readonly Measured[], shape: ShapeName, calls: Kind): Measured {
  return measured.find((one) => one.shape === shape && one.calls === calls) as Measured;
}

function measure(shape: ShapeName, calls: Kind, samples: Samples): Measured {
  const at = (size: number) => samples.find(({ nodes }) => nodes === size) as Samples[number];
  const perNode = ({ nodes, ours }: Samples[number]) => ours.map((ns) => ns / nodes);
  return { shape, calls, rows: samples.map(rowOf), growth: spreadOf(ratios(perNode(at(10_000)), perNode(at(100)))) };
}

function rowOf({ nodes, ours, theirs }: Samples[number]): Row {
  return {
    nodes,
    oursPerNode: spreadOf(ours.map((ns) => ns / nodes)),
    theirsPerNode: spreadOf(theirs.map((ns) => ns / nodes)),
    ratio: spreadOf(ratios(ours, theirs)),
  };
}

/** The agreed figure is that of the async chain; the other shapes stand beside it. */
function figures(measured: readonly Measured[]) {
  const all = measured.map(({ shape, calls, rows, growth }) => [
    `${shape}_${calls}`,
    {
      perNode10000Over100: rounded(growth.median),
      overByHand: Object.fromEntries(rows.map(({ nodes, ratio }) => [nodes, rounded(ratio.median)])),
      nsPerNode: Object.fromEntries(rows.map(({ nodes, oursPerNode }) => [nodes, rounded(oursPerNode.median, 0)])),
    },
  ]);
  return {
    perNode10000Over100: rounded(find(measured, "chain", "async").growth.median),
    shapes: Object.fromEntries(all),
  };
}

function tableOf({ shape, calls, rows }: Measured): Table {
  return {
    title: `Executor: ${shape}, ${calls} calls; medians (quartiles)`,
    columns: ["nodes", "ns per node", "by hand", "ours over by hand"],
    rows: rows.map(({ nodes, oursPerNode, theirsPerNode, ratio }) => [
      nodes.toLocaleString("en"),
      spreadText(oursPerNode, 0),
      spreadText(theirsPerNode, 0),
      spreadText(ratio),
    ]),
  };
}

function growthTarget({ shape, growth }: Measured): Target {
  return { name: `${shape}, cost per node at 10,000 over 100`, value: growth.median, bound: { most: 1.2 } };
}
