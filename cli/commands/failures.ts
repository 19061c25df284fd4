import { Option } from "commander";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../codes.ts";
import type { Command } from "../command.ts";
import type { Io } from "../io.ts";
import { answerAs, Failures } from "../remote/answer.ts";
import { queryOf, REMOTE_OPTIONS, type Remote, type RemoteOptions, remoteOf } from "../remote/client.ts";
import { columns, count, timeText } from "../text.ts";
import { wholeAbove0 } from "../whole-number.ts";

interface Options extends RemoteOptions {
  readonly flow?: string;
  readonly code?: string;
  readonly since?: string;
  readonly limit?: number;
  readonly rate?: number;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

export const command: Command<Options> = {
  arguments: [
    ["[action]", "list, show or replay; default: list"],
    ["[id]", "of one failure"],
  ],
  options: [
    ...REMOTE_OPTIONS,
    new Option("--flow <name>", "of one flow; `replay` without an id needs it"),
    new Option("--code <code>", "with this code"),
    new Option("--since <time>", "from then on: ISO 8601, or milliseconds since the epoch"),
    new Option("--limit <count>", "at most so many").argParser(wholeAbove0),
    new Option("--rate <count>", "with replay: starts per second").argParser(wholeAbove0),
    new Option("--dry-run", "with replay: only say what would be replayed"),
    new Option("--force", "with replay of one: again, though a replay has completed it"),
  ],
  examples: [
    ["flows failures", "the newest, of all flows"],
    ["flows failures show ID", "one, with its payload"],
    ["flows failures replay ID", "run it again"],
    ["flows failures replay --flow fulfil_order --code RES105 --dry-run", "what a replay would start"],
  ],
  run: async ({ args: [action = "list", id], options }, io) => {
    const remote = remoteOf(options, io);
    switch (action) {
      case "list":
        return list(remote, options, io);
      case "show":
        io.out(JSON.stringify(await remote.ask(`/_flow/failures/${encodeURIComponent(needed(id))}`), null, 2));
        return EXIT.ok;
      case "replay":
        io.out(JSON.stringify(await replay(remote, id, options), null, 2));
        return EXIT.ok;
      default:
        throw new CliError("CLI001", `failures cannot ${action}`, { next: "list, show or replay them" });
    }
  },
};

function needed(id: string | undefined): string {
  if (id !== undefined) return id;
  throw new CliError("CLI001", "no failure is named", { next: "`flows failures` lists their ids" });
}

async function list(remote: Remote, { flow, code, since, limit }: Options, io: Io): Promise<ExitCode> {
  const answer = answerAs(Failures, await remote.ask(`/_flow/failures${queryOf({ flow, code, since, limit })}`));
  if (io.json) {
    io.out(JSON.stringify(answer, null, 2));
    return EXIT.ok;
  }
  const rows = answer.failures.map((failure) => [
    timeText(failure.last_at_ms),
    failure.flow,
    failure.code,
    failure.id,
    failure.error ?? "",
  ]);
  for (const line of columns(rows)) io.out(line);
  io.err(count(rows.length, "failure"));
  return EXIT.ok;
}

function replay(remote: Remote, id: string | undefined, options: Options): Promise<unknown> {
  const { flow, code, since, limit, rate, dryRun, force } = options;
  if (id !== undefined) return post(remote, `/_flow/failures/${encodeURIComponent(id)}/replay`, { force });
  if (flow === undefined)
    throw new CliError("CLI001", "neither a failure nor a flow is named", { next: "give an id, or --flow" });
  if (force) throw new CliError("CLI001", "--force is for one failure", { next: "name its id; open ones need none" });
  return post(remote, "/_flow/failures/replay", { flow, code, since, limit, rate, dry_run: dryRun });
}

function post(remote: Remote, path: string, body: object): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  return remote.ask(path, { method: "POST", headers, body: JSON.stringify(body) });
}
