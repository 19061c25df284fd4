import { startWorkerd } from "../testing/workerd/workerd.ts";
import { build } from "./build.ts";
import { inspectHeap } from "./heap.ts";
import { type Spread, spreadOf } from "./statistics.ts";

export interface InWorkerd {
  /** Claimed and completed a second, with all calls to one object. */
  readonly oneShard: Spread;
  /** With the calls spread over 32. */
  readonly allShards: Spread;
  /** Bytes held after few batches and after many, without garbage; undefined where the isolate did not answer. */
  readonly heldAfterFew: number | undefined;
  readonly heldAfterMany: number | undefined;
}

export const FEW_BATCHES = 100;
export const MANY_BATCHES = 2_000;
const ROUNDS = 9;
const CLAIMS_A_ROUND = 640;
const SHARDS = 32;

/** The ledger's objects on this machine's disk, and what batches leave behind in the isolate. */
export async function deliveryInWorkerd(folder: string): Promise<InWorkerd> {
  const built = await build("delivery", folder);
  const served = { name: "delivery", built, objects: ["Ledger"] };
  const workerd = await startWorkerd([served], folder, { inspected: true });
  try {
    const ask = async (path: string): Promise<void> => {
      const { status } = await fetch(`http://127.0.0.1:${workerd.portOf("delivery")}${path}`);
      if (status !== 204) throw new Error(`${path} answered ${status}`);
    };
    const claims = async (shards: number): Promise<number> => {
      const startedAtMs = performance.now();
      await ask(`/claims?count=${CLAIMS_A_ROUND}&shards=${shards}`);
      return (CLAIMS_A_ROUND * 1_000) / (performance.now() - startedAtMs);
    };
    const one: number[] = [];
    const all: number[] = [];
    await claims(SHARDS);
    for (let round = 0; round < ROUNDS; round++) {
      one.push(await claims(1));
      all.push(await claims(SHARDS));
    }
    const heap = await inspectHeap(workerd.portOf("inspector"), "delivery");
    // An idle isolate does not answer: something short keeps it awake.
    const held = async () => (await Promise.all([heap.heldBytes(), ask("/claims?count=64&shards=1")]))[0];
    await ask(`/batches?count=${FEW_BATCHES}`);
    const heldAfterFew = await held();
    await ask(`/batches?count=${MANY_BATCHES}`);
    const heldAfterMany = await held();
    heap.close();
    return { oneShard: spreadOf(one), allShards: spreadOf(all), heldAfterFew, heldAfterMany };
  } finally {
    await workerd.stop();
  }
}
