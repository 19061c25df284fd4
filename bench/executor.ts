import type { Bench, Table, Target } from "./bench.ts";
import { onKernel } from "./kernel-worker.ts";
import { ratios, rounded, type Spread, spreadOf, spreadText } from "./statistics.ts";
import type { Samples, Task } from "./workers/kernel.ts";
import type { Kind, ShapeName } from "./workers/shapes.ts";

const NODES = [10, 100, 1_000, 10_000];
const SHAPES: readonly ShapeName[] = ["chain", "fanOut", "diamond"];
const KINDS: readonly Kind[] = ["async", "sync"];

type RunTask = Extract<Task, { kind: "run" }>;

/** One kind of flow, at all sizes. */
interface Measured {
  readonly task: RunTask;
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
    const task = { kind: "run", nodes: NODES, timer: "shared" } as const;
    const done = await onKernel<RunTask>(place, [
      { ...task, shape: "chain", calls: "async", timer: "own" },
      ...KINDS.flatMap((calls) => SHAPES.map((shape) => ({ ...task, shape, calls }))),
    ]);
    const [single, ...measured] = done.map((one) => measure(one.task, one.samples));
    const chain100 = ratioAt(find(measured, "chain", "async"), 100);
    return {
      json: { executor: { chain100, chain100OwnTimer: ratioAt(single, 100), ...figures(measured) } },
      tables: [single, ...measured].flatMap((one) => (one ? [tableOf(one)] : [])),
      targets: [
        { name: "chain of 100 async calls, time over hand-written", value: chain100, bound: { most: 2 } },
        ...measured.filter((one) => one.task.calls === "async").map(growthTarget),
      ],
    };
  },
};

function find(measured: readonly Measured[], shape: ShapeName, calls: Kind): Measured | undefined {
  return measured.find(({ task }) => task.shape === shape && task.calls === calls);
}

function ratioAt(measured: Measured | undefined, size: number): number {
  return rounded(measured?.rows.find(({ nodes }) => nodes === size)?.ratio.median ?? Number.NaN);
}

function measure(task: RunTask, samples: Samples): Measured {
  const at = (size: number) => samples.find(({ nodes }) => nodes === size) as Samples[number];
  const perNode = ({ nodes, ours }: Samples[number]) => ours.map((ns) => ns / nodes);
  return { task, rows: samples.map(rowOf), growth: spreadOf(ratios(perNode(at(10_000)), perNode(at(100)))) };
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
  const all = measured.map(({ task, rows, growth }) => [
    `${task.shape}_${task.calls}`,
    {
      perNode10000Over100: rounded(growth.median),
      overByHand: Object.fromEntries(rows.map(({ nodes, ratio }) => [nodes, rounded(ratio.median)])),
      nsPerNode: Object.fromEntries(rows.map(({ nodes, oursPerNode }) => [nodes, rounded(oursPerNode.median, 0)])),
    },
  ]);
  const growth = find(measured, "chain", "async")?.growth.median ?? Number.NaN;
  return { perNode10000Over100: rounded(growth), shapes: Object.fromEntries(all) };
}

function tableOf({ task: { shape, calls, timer }, rows }: Measured): Table {
  const guard = timer === "own" ? "a guard's timer for each run" : "one timer for the guards of all runs";
  return {
    title: `Executor: ${shape}, ${calls} calls, ${calls === "sync" ? "no timer" : guard}; medians (quartiles)`,
    columns: ["nodes", "ns per node", "by hand", "ours over by hand"],
    rows: rows.map(({ nodes, oursPerNode, theirsPerNode, ratio }) => [
      nodes.toLocaleString("en"),
      spreadText(oursPerNode, 0),
      spreadText(theirsPerNode, 0),
      spreadText(ratio),
    ]),
  };
}

function growthTarget({ task, growth }: Measured): Target {
  return { name: `${task.shape}, cost per node at 10,000 over 100`, value: growth.median, bound: { most: 1.2 } };
}
