import { startWorkerd, type Workerd } from "../testing/workerd/workerd.ts";
import type { Bench, Table, Workplace } from "./bench.ts";
import { type Bucket, startBucket } from "./bucket.ts";
import { type Built, build } from "./build.ts";
import { type Heap, inspectHeap } from "./heap.ts";
import { rounded } from "./statistics.ts";
import { TRANSFERS, type Transfer } from "./workers/transfers.ts";

const MiB = 1024 ** 2;
const SMALL_BYTES = 64 * MiB;
const LARGE_BYTES = 1024 * MiB;
const PAUSE_MS = 20;
/** One part of 5 MiB, what is on its way, and the Worker itself. */
const MOST_HELD_MIB = 10;

interface Measured {
  readonly transfer: Transfer;
  /** Most that the isolate held while the bytes moved, garbage apart. */
  readonly heldMiB64: number;
  readonly heldMiB1024: number;
  /** Most memory of the whole process, with garbage that was not collected yet. */
  readonly processMiB: number;
}

/** Moves 64 MiB and then 1 GiB through the `blob` capability on workerd: what is held must not grow with the size. */
export const transfers: Bench = {
  name: "transfers",
  run: async ({ folder, progress }) => {
    const built = await build("transfers", folder);
    const bucket = await startBucket();
    try {
      const measured: Measured[] = [];
      for (const transfer of TRANSFERS) {
        progress(`transfers: ${transfer}`);
        measured.push(await inNewProcess(built, bucket, transfer, folder));
      }
      return {
        json: { transfers: Object.fromEntries(measured.map(({ transfer, ...figures }) => [transfer, figures])) },
        tables: [tableOf(measured)],
        targets: measured.map(({ transfer, heldMiB1024 }) => ({
          name: `R2 ${transfer} of 1 GiB, MiB held at most`,
          value: heldMiB1024,
          bound: { most: MOST_HELD_MIB },
        })),
      };
    } finally {
      await bucket.stop();
    }
  },
};

function tableOf(measured: readonly Measured[]): Table {
  return {
    title: "R2 transfers on workerd: most memory at any time, MiB",
    columns: ["transfer", "held at 64 MiB", "held at 1 GiB", "whole process"],
    rows: measured.map(({ transfer, heldMiB64, heldMiB1024, processMiB }) => [
      transfer,
      ...[heldMiB64, heldMiB1024, processMiB].map((mib) => mib.toFixed(1)),
    ]),
  };
}

async function inNewProcess(
  built: Built,
  bucket: Bucket,
  transfer: Transfer,
  folder: Workplace["folder"],
): Promise<Measured> {
  const served = [{ name: "transfers", built, bucketPort: bucket.port }];
  const workerd = await startWorkerd(served, folder, { inspected: true });
  const heap = await inspectHeap(workerd.portOf("inspector"), "transfers");
  try {
    const move = (bytes: number) => watched({ workerd, heap, bucket }, transfer, bytes);
    const small = await move(SMALL_BYTES);
    const large = await move(LARGE_BYTES);
    return { transfer, heldMiB64: small.heldMiB, heldMiB1024: large.heldMiB, processMiB: large.processMiB };
  } finally {
    heap.close();
    await workerd.stop();
  }
}

interface Watched {
  readonly workerd: Workerd;
  readonly heap: Heap;
  readonly bucket: Bucket;
}

async function watched({ workerd, heap, bucket }: Watched, transfer: Transfer, bytes: number) {
  const before = bucket.received();
  const most = { held: 0, process: 0 };
  let moving = true;
  const answer = fetch(`http://127.0.0.1:${workerd.portOf("transfers")}/${transfer}?bytes=${bytes}`)
    .then((response) => response.text())
    .finally(() => {
      moving = false;
    });
  while (moving) {
    most.held = Math.max(most.held, (await heap.heldBytes()) ?? 0);
    most.process = Math.max(most.process, (await workerd.memoryBytes()) ?? Number.NaN);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  const said = await answer;
  const arrived = transfer === "get" ? bytes : bucket.received() - before;
  if (said !== String(bytes) || arrived !== bytes) throw new Error(`${transfer}: ${said}, ${arrived} of ${bytes}`);
  return { heldMiB: rounded(most.held / MiB, 1), processMiB: rounded(most.process / MiB, 1) };
}
