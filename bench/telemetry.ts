import type { Bench, Workplace } from "./bench.ts";
import { build } from "./build.ts";
import { load } from "./load.ts";
import { ratios, rounded, spreadOf, spreadText } from "./statistics.ts";
import { startWorkerd, type Workerd } from "./workerd.ts";

const CONNECTIONS = 16;
const WARM_UP_MS = 1_500;
const ROUND_MS = 200;
const CYCLES = 48;
const BODY = JSON.stringify({ value: "  HeLLo " });

const ENTRANTS = ["off", "points", "points and log lines"] as const;
type Entrant = (typeof ENTRANTS)[number];
type Rates = Readonly<Record<Entrant, number[]>>;

/** What telling of a run costs: the same echo without sinks, with its data point, and with its log line too. */
export const telemetry: Bench = {
  name: "telemetry",
  run: async (place) => {
    const rates = await race(place);
    const points = spreadOf(ratios(rates.points, rates.off));
    const lines = spreadOf(ratios(rates["points and log lines"], rates.off));
    return {
      json: { telemetry: { pointsVsOff: rounded(points.median), pointsAndLinesVsOff: rounded(lines.median) } },
      tables: [
        {
          title: "Echo with telemetry over the same without, medians (quartiles) of the cycles' ratios",
          columns: ["telemetry", "by requests/s"],
          rows: [
            ["points", spreadText(points, 3)],
            ["points and log lines", spreadText(lines, 3)],
          ],
        },
      ],
      targets: [
        { name: "echo with its data point over one without", value: points.median, bound: { least: 0.95 } },
        { name: "echo with its data point and log line over one without", value: lines.median, bound: { least: 0.95 } },
      ],
    };
  },
};

async function race({ folder, progress }: Workplace): Promise<Rates> {
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
    const rates: Rates = { off: [], points: [], "points and log lines": [] };
    for (const name of ENTRANTS) await round(workerd, name, WARM_UP_MS);
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      if (cycle % 8 === 0) progress(`telemetry: cycle ${cycle} of ${CYCLES}`);
      const start = cycle % ENTRANTS.length;
      const turns = [...ENTRANTS.slice(start), ...ENTRANTS.slice(0, start)];
      for (const name of turns) rates[name].push(await round(workerd, name, ROUND_MS));
    }
    return rates;
  } finally {
    await workerd.stop();
  }
}

/** Requests per second. */
async function round(workerd: Workerd, name: Entrant, durationMs: number): Promise<number> {
  const shot = { port: workerd.portOf(name), path: "/echo", body: BODY };
  const { requests, elapsedMs } = await load({ shot, connections: CONNECTIONS, durationMs });
  return (requests / elapsedMs) * 1000;
}
