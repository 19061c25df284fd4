import { Option } from "commander";
import { EXIT } from "../codes.ts";
import type { Command } from "../command.ts";
import { answerAs, Runs } from "../remote/answer.ts";
import { queryOf, REMOTE_OPTIONS, type RemoteOptions, remoteOf } from "../remote/client.ts";
import { columns, count, timeText } from "../text.ts";
import { wholeAbove0 } from "../whole-number.ts";

interface Options extends RemoteOptions {
  readonly flow?: string;
  readonly failed?: boolean;
  readonly code?: string;
  readonly limit?: number;
}

export const command: Command<Options> = {
  arguments: [["[id]", "of one run; without it the last runs are listed"]],
  options: [
    ...REMOTE_OPTIONS,
    new Option("--flow <name>", "of one flow"),
    new Option("--failed", "only those that failed"),
    new Option("--code <code>", "with this code"),
    new Option("--limit <count>", "at most so many").argParser(wholeAbove0),
  ],
  examples: [
    ["flows runs --failed --limit 20", "the last that failed"],
    ["flows runs ID", "one, with all that is kept of it"],
  ],
  run: async ({ args: [id], options }, io) => {
    const remote = remoteOf(options, io);
    if (id !== undefined) {
      io.out(JSON.stringify(await remote.ask(`/_flow/runs/${encodeURIComponent(id)}`), null, 2));
      return EXIT.ok;
    }
    const { flow, failed, code, limit } = options;
    const answer = answerAs(Runs, await remote.ask(`/_flow/runs${queryOf({ flow, failed, code, limit })}`));
    if (io.json) {
      io.out(JSON.stringify(answer, null, 2));
      return EXIT.ok;
    }
    const rows = answer.runs.map((run) => [
      timeText(run.started_at_ms),
      run.flow,
      [run.outcome, run.code].filter(Boolean).join(" "),
      `${run.duration_ms} ms`,
      run.run_id,
    ]);
    for (const line of columns(rows)) io.out(line);
    io.err(count(rows.length, "run"));
    return EXIT.ok;
  },
};
