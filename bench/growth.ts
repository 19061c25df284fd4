import { startWorkerd } from "../testing/workerd/workerd.ts";
import type { Bench, Workplace } from "./bench.ts";
import { build } from "./build.ts";
import { ratios, rounded, spreadOf, spreadText } from "./statistics.ts";
import { BODIES, type Body, type GrowthSamples, type GrowthTask } from "./workers/growth.ts";

const SIZES = [10_000, 100_000, 1_000_000] as const;
const KINDS: Readonly<Record<Body, string>> = {
  json: "JSON",
  fields: "form, one field over and over",
  form: "form, fields of different names",
  multipart: "form in parts",
  query: "query, one key over and over",
  misfits: "JSON, every item of which fails its schema",
  names: "JSON, every name of which has a value that fails",
};

interface Grown {
  readonly body: Body;
  /** By size: nanoseconds per byte of each sample. */
  readonly perByte: readonly (readonly number[])[];
}

/** What a byte of an event costs when there are a hundred times as many of them. */
export const growth: Bench = {
  name: "growth",
  run: async (place) => {
    const grown = await measure(place);
    const [json] = grown;
    const overall = grown.map(({ body, perByte }) => ({
      body,
      growth: spreadOf(ratios(perByte.at(-1) ?? [], perByte[0] ?? [])),
      overJson: spreadOf(ratios(perByte[1] ?? [], json?.perByte[1] ?? [])),
    }));
    return {
      json: {
        growth: Object.fromEntries(
          overall.map(({ body, growth: by, overJson }) => [
            body,
            { perByte1MBOver10KB: rounded(by.median), overJson100KB: rounded(overJson.median) },
          ]),
        ),
      },
      tables: [
        {
          title: "Cost of an event's data, ns per byte; medians (quartiles)",
          columns: ["data", "10 KB", "100 KB", "1 MB", "1 MB over 10 KB", "over JSON at 100 KB"],
          rows: grown.map(({ body, perByte }, index) => [
            KINDS[body],
            ...perByte.map((samples) => spreadText(spreadOf(samples), 1)),
            spreadText(overall[index]?.growth ?? spreadOf([])),
            spreadText(overall[index]?.overJson ?? spreadOf([])),
          ]),
        },
      ],
      targets: overall.map(({ body, growth: by }) => ({
        name: `${KINDS[body]}: cost per byte at 1 MB over 10 KB`,
        value: by.median,
        bound: { most: 2 },
      })),
    };
  },
};

async function measure({ folder, progress }: Workplace): Promise<readonly Grown[]> {
  const built = await build("growth", folder);
  const workerd = await startWorkerd([{ name: "growth", built }], folder);
  const grown: Grown[] = [];
  try {
    for (const body of BODIES) {
      progress(`growth: ${body}`);
      const task: GrowthTask = { body, sizes: SIZES };
      const url = `http://127.0.0.1:${workerd.portOf("growth")}/`;
      const response = await fetch(url, { method: "POST", body: JSON.stringify(task) });
      if (!response.ok) throw new Error(await response.text());
      const samples = (await response.json()) as GrowthSamples;
      grown.push({ body, perByte: samples.map((ns, index) => ns.map((one) => one / (SIZES[index] ?? 1))) });
    }
    return grown;
  } finally {
    await workerd.stop();
  }
}
