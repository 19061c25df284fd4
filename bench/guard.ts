import { startWorkerd } from "../testing/workerd/workerd.ts";
import type { Bench, Table } from "./bench.ts";
import { build } from "./build.ts";
import { quantile, rounded } from "./statistics.ts";
import { GUARD_MS } from "./workers/guard-ms.ts";

const ALONE = 40;
const AT_ONCE = 50;
const TIMES_AT_ONCE = 4;

/** How far past its guard a reply comes when a node ignores its signal, as the caller sees it. */
export const guard: Bench = {
  name: "guard",
  run: async ({ folder, progress }) => {
    progress("guard: building");
    const built = await build("late", folder);
    const workerd = await startWorkerd([{ name: "late", built, vars: { LOG_LEVEL: "error" } }], folder);
    try {
      const url = `http://127.0.0.1:${workerd.portOf("late")}/late`;
      await overrunMs(url);
      progress("guard: one request at a time");
      const alone: number[] = [];
      for (let index = 0; index < ALONE; index++) alone.push(await overrunMs(url));
      progress(`guard: ${AT_ONCE} requests at once`);
      const crowded: number[] = [];
      for (let index = 0; index < TIMES_AT_ONCE; index++) {
        crowded.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => overrunMs(url)))));
      }
      return {
        json: { guard: { overrunMs: { alone: figures(alone), [`atOnce${AT_ONCE}`]: figures(crowded) } } },
        tables: [tableOf(alone, crowded)],
        targets: [],
      };
    } finally {
      await workerd.stop();
    }
  },
};

/** Milliseconds from the guard to the reply. */
async function overrunMs(url: string): Promise<number> {
  const startedAtMs = performance.now();
  const response = await fetch(url);
  const elapsedMs = performance.now() - startedAtMs;
  const text = await response.text();
  if (response.status !== 504) throw new Error(`no timeout but ${response.status}: ${text}`);
  return elapsedMs - GUARD_MS;
}

function figures(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => rounded(quantile(sorted, share), 1);
  return { median: at(0.5), p90: at(0.9), most: at(1) };
}

function tableOf(alone: readonly number[], crowded: readonly number[]): Table {
  const row = (name: string, values: readonly number[]) => {
    const { median, p90, most } = figures(values);
    return [name, String(values.length), String(median), String(p90), String(most)];
  };
  return {
    title: `Replies past a guard of ${GUARD_MS} ms, with a node that ignores its signal; ms past it`,
    columns: ["requests", "count", "median", "90 %", "most"],
    rows: [row("one at a time", alone), row(`${AT_ONCE} at once`, crowded)],
  };
}
