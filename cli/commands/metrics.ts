import { Option } from "commander";
import { EXIT } from "../codes.ts";
import type { Command } from "../command.ts";
import { queryOf, REMOTE_OPTIONS, type RemoteOptions, remoteOf } from "../remote/client.ts";
import { columns, count } from "../text.ts";

interface Options extends RemoteOptions {
  readonly flow?: string;
  readonly since?: string;
  readonly until?: string;
}

interface Panels {
  readonly panels: readonly { readonly name: string; readonly title: string; readonly meaning: string }[];
}

interface PanelAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export const command: Command<Options> = {
  arguments: [["[panel]", "a panel's name; without it the panels are listed"]],
  options: [
    ...REMOTE_OPTIONS,
    new Option("--flow <name>", "of one flow"),
    new Option("--since <time>", "ISO 8601; default: an hour ago"),
    new Option("--until <time>", "ISO 8601; default: now"),
  ],
  examples: [
    ["flows metrics", "which panels there are"],
    ["flows metrics error-rate --flow take_order", "one as a table"],
  ],
  run: async ({ args: [panel], options }, io) => {
    const remote = remoteOf(options, io);
    if (panel === undefined) {
      const { panels } = await remote.ask<Panels>("/_flow/api/panels");
      if (io.json) io.out(JSON.stringify({ panels }, null, 2));
      else for (const line of columns(panels.map(({ name, title }) => [name, title]))) io.out(line);
      return EXIT.ok;
    }
    const query = queryOf({ flow: options.flow, from: options.since, to: options.until });
    const answer = await remote.ask<PanelAnswer>(`/_flow/api/panels/${encodeURIComponent(panel)}${query}`);
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
  if (typeof value === "number" && type === "time") return new Date(value * 1000).toISOString();
  return typeof value === "number" ? String(Math.round(value * 1000) / 1000) : value;
}
