import { Option } from "commander";
import { EXIT } from "../codes.ts";
import type { Command } from "../command.ts";
import { PANEL_OPTIONS, type PanelOptions, panelSource } from "../remote/panels.ts";
import { columns, count, timeText } from "../text.ts";

interface Options extends PanelOptions {
  readonly flow?: string;
  readonly since?: string;
  readonly until?: string;
}

export const command: Command<Options> = {
  arguments: [["[panel]", "a panel's name; without it the panels are listed"]],
  options: [
    ...PANEL_OPTIONS,
    new Option("--flow <name>", "of one flow"),
    new Option("--since <time>", "ISO 8601; default: an hour ago"),
    new Option("--until <time>", "ISO 8601; default: now"),
  ],
  examples: [
    ["flows metrics", "which panels there are"],
    ["flows metrics error-rate --flow take_order", "one as a table"],
    ["ACCOUNT_ID=... ANALYTICS_TOKEN=... flows metrics latency", "from Analytics Engine itself"],
  ],
  run: async ({ args: [panel], options }, io) => {
    const source = panelSource(options, io);
    if (panel === undefined) {
      const { panels } = await source.list();
      if (io.json) io.out(JSON.stringify({ panels }, null, 2));
      else for (const line of columns(panels.map(({ name, title }) => [name, title]))) io.out(line);
      return EXIT.ok;
    }
    const query = { flow: options.flow, from: options.since, to: options.until };
    const answer = await source.read(panel, query);
    if (io.json) {
      io.out(JSON.stringify(answer, null, 2));
      return EXIT.ok;
    }
    const rows = answer.rows.map((row) => row.map((value, index) => cellText(value, answer.columns[index]?.type)));
    const [head = "", ...lines] = columns([answer.columns.map(({ name }) => name), ...rows]);
    io.out(io.paint("bold", head));
    for (const line of lines) io.out(line);
    io.err(count(rows.length, "row"));
    return EXIT.ok;
  },
};

/** Times come in seconds since the epoch. */
function cellText(value: string | number, type: string | undefined): string {
  if (typeof value === "number" && type === "time") return timeText(value * 1000);
  return typeof value === "number" ? String(Math.round(value * 1000) / 1000) : value;
}
