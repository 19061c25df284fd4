import { startWorkerd, type Workerd } from "../testing/workerd/workerd.ts";
import type { Bench, Workplace } from "./bench.ts";
import { build } from "./build.ts";
import { load } from "./load.ts";
import { ratios, rounded, type Spread, spreadOf, spreadText } from "./statistics.ts";

const CONNECTIONS = 16;
const WARM_UP_MS = 1_500;
const ROUND_MS = 200;
const CYCLES = 36;
const BODY = JSON.stringify({ value: "  HeLLo " });

const ENTRANTS = ["off", "points", "points and log lines"] as const;
type Entrant = (typeof ENTRANTS)[number];

/** One entrant's rounds. */
interface Rounds {
  readonly perSecond: number[];
  /** CPU time of the server per request, in microseconds; NaN where the system does not say. */
  readonly cpuUs: number[];
}

type Raced = Readonly<Record<Entrant, Rounds>>;

/** What telling of a run costs: the same echo without sinks, with its data point, and with its log line too. */
export const telemetry: Bench = {
  name: "telemetry",
  run: async (place) => {
    const raced = await race(place);
    const points = compare(raced.points, raced.off);
    const lines = compare(raced["points and log lines"], raced.off);
    return {
      json: {
        telemetry: {
          pointsVsOff: rounded(points.rate.median),
          pointsAndLinesVsOff: rounded(lines.rate.median),
          cpu: { pointsVsOff: rounded(points.cpu.median), pointsAndLinesVsOff: rounded(lines.cpu.median) },
        },
      },
      tables: [
        {
          title: "Echo with telemetry over the same without, medians (quartiles) of the cycles' ratios",
          columns: ["telemetry", "by requests/s", "by server CPU per request"],
          rows: [
            ["points", spreadText(points.rate, 3), spreadText(points.cpu, 3)],
            ["points and log lines", spreadText(lines.rate, 3), spreadText(lines.cpu, 3)],
          ],
        },
      ],
      targets: [
        { name: "echo with its data point over one without", value: points.rate.median, bound: { least: 0.95 } },
        { name: "echo with its data point and log line too", value: lines.rate.median, bound: { least: 0.95 } },
      ],
    };
  },
};

function compare(on: Rounds, off: Rounds): { readonly rate: Spread; readonly cpu: Spread } {
  return { rate: spreadOf(ratios(on.perSecond, off.perSecond)), cpu: spreadOf(ratios(off.cpuUs, on.cpuUs)) };
}

async function race({ folder, progress }: Workplace): Promise<Raced> {
  progress("telemetry: building");
  const silent = await build("flowgate-silent", folder);
  const telling = await build("flowgate", folder);
  const workerd = await startWorkerd(
    [
      { name: "off", built: silent },
      { name: "points", built: telling, vars: { LOG_LEVEL: "warn" } },
      { name: "points and log lines", built: telling },
    ],
    folder,
  );
  try {
    const none = (): Rounds => ({ perSecond: [], cpuUs: [] });
    const raced: Raced = { off: none(), points: none(), "points and log lines": none() };
    for (const name of ENTRANTS) await round(workerd, name, WARM_UP_MS);
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      if (cycle % 8 === 0) progress(`telemetry: cycle ${cycle} of ${CYCLES}`);
      const start = cycle % ENTRANTS.length;
      const turns = [...ENTRANTS.slice(start), ...ENTRANTS.slice(0, start)];
      for (const name of turns) {
        const { perSecond, cpuUs } = await round(workerd, name, ROUND_MS);
        raced[name].perSecond.push(perSecond);
        raced[name].cpuUs.push(cpuUs);
      }
    }
    return raced;
  } finally {
    await workerd.stop();
  }
}

async function round(workerd: Workerd, name: Entrant, durationMs: number) {
  const shot = { port: workerd.portOf(name), path: "/echo", body: BODY };
  const before = await workerd.cpuMs();
  const { requests, elapsedMs } = await load({ shot, connections: CONNECTIONS, durationMs });
  const after = await workerd.cpuMs();
  const cpuMs = before === undefined || after === undefined ? Number.NaN : after - before;
  return { perSecond: (requests / elapsedMs) * 1000, cpuUs: (cpuMs / requests) * 1000 };
}
