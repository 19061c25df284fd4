import { queueHandle } from "../capabilities/queue/handle.ts";
import { memoryQueue } from "../capabilities/queue/memory.ts";
import { seededRandom } from "../kit/seeded-random.ts";
import { startWorkerd } from "../testing/workerd/workerd.ts";
import type { Bench, Workplace } from "./bench.ts";
import { build } from "./build.ts";
import { ratios, rounded, type Spread, spreadOf, spreadText } from "./statistics.ts";
import type { HandleSamples } from "./workers/handles.ts";

const SEED = 7;

/** What handing out capabilities adds to the executor, and how many calls `sendBatch` makes. */
export const capabilities: Bench = {
  name: "capabilities",
  run: async (place) => {
    const [ofShared, ofPerStep] = await measureHandles(place);
    const calls = await Promise.all(MIXES.map(countCalls));
    const worst = Math.min(...calls.map(({ byHand, ours }) => byHand / ours));
    return {
      json: {
        capabilities: {
          handlesVsNone: rounded(ofShared.median),
          stepHandlesVsNone: rounded(ofPerStep.median),
          callsByHandOverSendBatch: rounded(worst),
        },
      },
      tables: [
        {
          title:
            "Executor: chain of 100 async nodes that ask for capabilities, over the same without; medians (quartiles)",
          columns: ["handles", "time"],
          rows: [
            ["shared by all runs", spreadText(ofShared, 3)],
            ["one that knows its run, too", spreadText(ofPerStep, 3)],
          ],
        },
        {
          title: `sendBatch: calls for 10,000 messages (seed ${SEED})`,
          columns: ["messages", "calls", "by hand", "no fewer than"],
          rows: calls.map(({ name, ours, byHand, floor }) => [name, ours, byHand, floor].map(String)),
        },
      ],
      targets: [
        { name: "handing out capabilities, time over none", value: ofShared.median, bound: { most: 1.05 } },
        { name: "sendBatch: calls by hand over ours", value: worst, bound: { least: 0.9 } },
      ],
    };
  },
};

/** Each kind in an isolate of its own, so that neither spoils the other's machine code. */
async function measureHandles({ folder, progress }: Workplace): Promise<readonly [Spread, Spread]> {
  progress("capabilities: handing out");
  const built = await build("handles", folder);
  const served = ["shared", "perStep"].map((name) => ({ name, built, vars: { HANDED: name } }));
  const workerd = await startWorkerd(served, folder);
  const measure = async (name: string): Promise<Spread> => {
    const response = await fetch(`http://127.0.0.1:${workerd.portOf(name)}/`);
    if (!response.ok) throw new Error(await response.text());
    const { handed, without } = (await response.json()) as HandleSamples;
    return spreadOf(ratios(handed, without));
  };
  try {
    return [await measure("shared"), await measure("perStep")];
  } finally {
    await workerd.stop();
  }
}

const MESSAGES = 10_000;
const COUNT_LIMIT = 100;
const BYTES_LIMIT = 256_000;
const OVERHEAD = 100;

/** Characters of a message's text, by a number in [0, 1). */
const MIXES: readonly (readonly [name: string, size: (number: number) => number])[] = [
  ["small", (number) => 10 + number * 200],
  ["medium", (number) => 1_000 + number * 10_000],
  ["large", (number) => 10_000 + number * 117_000],
  ["mostly small, some large", (number) => (number < 0.95 ? 200 : 120_000)],
];

async function countCalls([name, size]: (typeof MIXES)[number]) {
  const random = seededRandom(SEED);
  const bodies = Array.from({ length: MESSAGES }, () => "x".repeat(size(random())));
  let ours = 0;
  const queue = memoryQueue();
  const counting = {
    ...queue,
    sendBatch: async () => {
      ours += 1;
    },
  };
  await queueHandle(counting, { resource: "queue" }).sendBatch(bodies.map((body) => ({ body })));
  return { name, ours, byHand: callsByHand(bodies), floor: leastCalls(bodies) };
}

const bytesOf = (body: string): number => JSON.stringify(body).length + OVERHEAD;

/** What people write: fill a batch until the next message does not fit. */
function callsByHand(bodies: readonly string[]): number {
  let calls = 0;
  let count = 0;
  let bytes = 0;
  for (const body of bodies) {
    if (count > 0 && (count === COUNT_LIMIT || bytes + bytesOf(body) > BYTES_LIMIT)) {
      calls += 1;
      count = 0;
      bytes = 0;
    }
    count += 1;
    bytes += bytesOf(body);
  }
  return count > 0 ? calls + 1 : calls;
}

/** What no order of the messages can beat. */
function leastCalls(bodies: readonly string[]): number {
  const bytes = bodies.reduce((sum, body) => sum + bytesOf(body), 0);
  return Math.max(Math.ceil(bodies.length / COUNT_LIMIT), Math.ceil(bytes / BYTES_LIMIT));
}
