import { startWorkerd, type Workerd } from "../testing/workerd/workerd.ts";
import type { Bench, Table, Target, Workplace } from "./bench.ts";
import { buildAll } from "./build.ts";
import { load } from "./load.ts";
import { ratios, rounded, type Spread, spreadOf, spreadText } from "./statistics.ts";

const CONNECTIONS = 16;
const WARM_UP_MS = 1_500;
const ROUND_MS = 250;
const CYCLES = 32;
const BODY = JSON.stringify({ value: "  HeLLo " });

/** What `LOG_LEVEL` silences in ours: no rival writes a log line. */
const QUIET = { LOG_LEVEL: "warn" };

const ENTRANTS = [
  { name: "flowgate", worker: "flowgate", vars: QUIET },
  { name: "bare", worker: "bare", vars: {} },
  { name: "itty", worker: "itty", vars: {} },
  { name: "hono", worker: "hono", vars: {} },
  { name: "flowgate, logging", worker: "flowgate", vars: {} },
] as const;

const RIVALS = [
  { key: "vsBare", name: "bare", least: 0.85 },
  { key: "vsItty", name: "itty", least: undefined },
  { key: "vsHono", name: "hono", least: 1 },
] as const;

/** One entrant's round. */
interface Round {
  readonly perSecond: number;
  /** CPU time of the server per request, in microseconds; NaN where the system does not say. */
  readonly cpuUs: number;
  /** Share of one core that the load generator took. */
  readonly generator: number;
}

type Rounds = ReadonlyMap<string, readonly Round[]>;

/** The same echo by Flowgate and by its rivals, in turns on one workerd. */
export const http: Bench = {
  name: "http",
  run: async (place) => {
    const rounds = await race(place);
    const compared = RIVALS.map((rival) => ({ ...rival, ...compare(rounds, rival.name) }));
    const logging = compare(rounds, "flowgate, logging");
    return {
      json: {
        http: {
          ...Object.fromEntries(compared.map(({ key, rate }) => [key, rounded(rate.median)])),
          spread: Object.fromEntries(
            compared.map(({ key, rate }) => [key, [rounded(rate.lower), rounded(rate.upper)]]),
          ),
          cpu: Object.fromEntries(compared.map(({ key, cpu }) => [key, rounded(cpu.median)])),
          loggingVsQuiet: rounded(1 / logging.rate.median),
        },
      },
      tables: [entrantsTable(rounds), ratiosTable(compared)],
      targets: compared.flatMap(({ name, rate, least }): readonly Target[] =>
        least === undefined
          ? []
          : [{ name: `echo, requests per second over ${name}`, value: rate.median, bound: { least } }],
      ),
    };
  },
};

async function race({ folder, progress }: Workplace): Promise<Rounds> {
  progress("http: building");
  const built = await buildAll([...new Set(ENTRANTS.map(({ worker }) => worker))], folder);
  const byName = new Map(built.map((one) => [one.name, one]));
  const served = ENTRANTS.flatMap(({ name, worker, vars }) => {
    const found = byName.get(worker);
    return found ? [{ name, built: found, vars }] : [];
  });
  const workerd = await startWorkerd(served, folder);
  try {
    progress("http: warming up");
    for (const { name } of ENTRANTS) await round(workerd, name, WARM_UP_MS);
    const rounds = new Map<string, Round[]>(ENTRANTS.map(({ name }) => [name, []]));
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      if (cycle % 8 === 0) progress(`http: cycle ${cycle} of ${CYCLES}`);
      // Each cycle starts with another, so that no one always follows the same.
      for (const { name } of rotated(ENTRANTS, cycle)) rounds.get(name)?.push(await round(workerd, name, ROUND_MS));
    }
    return rounds;
  } finally {
    await workerd.stop();
  }
}

function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

async function round(workerd: Workerd, name: string, durationMs: number): Promise<Round> {
  const shot = { port: workerd.portOf(name), path: "/echo", body: BODY };
  const before = await workerd.cpuMs();
  const own = process.cpuUsage();
  const { requests, elapsedMs } = await load({ shot, connections: CONNECTIONS, durationMs });
  const { user, system } = process.cpuUsage(own);
  const after = await workerd.cpuMs();
  const cpuMs = before === undefined || after === undefined ? Number.NaN : after - before;
  return {
    perSecond: (requests / elapsedMs) * 1000,
    cpuUs: (cpuMs / requests) * 1000,
    generator: (user + system) / 1000 / elapsedMs,
  };
}

/** Flowgate over another, cycle by cycle: requests per second, and the same if only the server's CPU time counted. */
function compare(rounds: Rounds, rival: string): { readonly rate: Spread; readonly cpu: Spread } {
  const ours = rounds.get("flowgate") ?? [];
  const theirs = rounds.get(rival) ?? [];
  const rate = (all: readonly Round[]) => all.map(({ perSecond }) => perSecond);
  const cpu = (all: readonly Round[]) => all.map(({ cpuUs }) => cpuUs);
  return { rate: spreadOf(ratios(rate(ours), rate(theirs))), cpu: spreadOf(ratios(cpu(theirs), cpu(ours))) };
}

function entrantsTable(rounds: Rounds): Table {
  return {
    title: "Echo: requests per second, medians (quartiles)",
    columns: ["entrant", "requests/s", "server CPU, µs each", "load generator, share of a core"],
    rows: [...rounds].map(([name, all]) => [
      name,
      spreadText(spreadOf(all.map(({ perSecond }) => perSecond)), 0),
      spreadText(spreadOf(all.map(({ cpuUs }) => cpuUs)), 0),
      spreadOf(all.map(({ generator }) => generator)).median.toFixed(2),
    ]),
  };
}

function ratiosTable(compared: readonly { name: string; rate: Spread; cpu: Spread }[]): Table {
  return {
    title: "Echo: Flowgate over each rival, medians (quartiles) of the cycles' ratios",
    columns: ["rival", "by requests/s", "by server CPU per request"],
    rows: compared.map(({ name, rate, cpu }) => [name, spreadText(rate, 3), spreadText(cpu, 3)]),
  };
}
