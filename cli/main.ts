import { CommanderError, Command as Program } from "commander";
import { CliError } from "./cli-error.ts";
import { EXIT, type ExitCode } from "./codes.ts";
import type { AnyCommand, CommandEntry } from "./command.ts";
import { commands } from "./commands/index.ts";
import { guardProcess } from "./guard-process.ts";
import { type Io, processIo } from "./io.ts";
import { oneLine } from "./terminal-text.ts";
import { toCliError } from "./thrown.ts";
import { stackText } from "./thrown-text.ts";
import { flowgateVersion } from "./version.ts";

/** Runs the process's own command line, and ends the process: a flow's module may have left timers behind. */
export async function start(): Promise<void> {
  const argv = process.argv.slice(2);
  const io = processIo({ json: argv.includes("--json"), verbose: argv.includes("--verbose") });
  const ends = guardProcess((error) => tellError(error, io));
  const code = await runCli(argv, io);
  await new Promise((resolve) => process.stdout.write("", resolve));
  ends();
  process.exit(code);
}

/** Runs one command line. Never rejects. */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await runProgram(argv, io);
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return EXIT.ok;
    const error = thrown instanceof CommanderError ? misuse(thrown, argv) : toCliError(thrown);
    tellError(error, io);
    return error.exitCode;
  }
}

/** The same at every terminal, as docs/cli.md shows it. */
const HELP_WIDTH = 80;

async function runProgram(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const called = argv[0] === "help" ? argv[1] : argv[0];
  const program = new Program("flows")
    .description("Check, draw, run and ship flows.")
    .version(flowgateVersion(), "--version")
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: () => undefined,
      getOutHelpWidth: () => HELP_WIDTH,
    })
    .addHelpText("after", "\nEvery command takes --json and --verbose; `flows help COMMAND` has examples.")
    .exitOverride();
  for (const entry of commands) {
    const command = program.command(entry.name).summary(entry.summary).description(entry.summary);
    if (entry.name === called) declare(command, await load(entry), io, (ended) => (code = ended));
  }
  if (argv.length === 0) {
    io.err(program.helpInformation());
    return EXIT.misuse;
  }
  await program.parseAsync(argv, { from: "user" });
  return code;
}

const load = async ({ load }: CommandEntry): Promise<AnyCommand> => (await load()).command;

function declare(program: Program, command: AnyCommand, io: Io, ended: (code: ExitCode) => void): void {
  for (const [usage, description] of command.arguments) program.argument(usage, description);
  for (const option of command.options) program.addOption(option);
  program
    .option("--json", "answer in JSON")
    .option("--verbose", "show stack traces")
    .addHelpText(
      "after",
      `\nExamples:\n${command.examples.map(([line, does]) => `  $ ${line}\n      ${does}`).join("\n")}`,
    )
    .action(async () => {
      const args = program.processedArgs.flat().filter((arg) => arg !== undefined);
      ended(await command.run({ args, options: program.opts() as never }, io));
    });
}

/** Commander's own words, without its prefix. */
function misuse(error: CommanderError, argv: readonly string[]): CliError {
  const [first = ""] = argv;
  const known = commands.some(({ name }) => name === first);
  const message = error.message.replace(/^error: /, "").replace(/\n\((.*)\)$/, "; $1");
  return new CliError("CLI001", message, { next: `run \`flows ${known ? `${first} ` : ""}--help\`` });
}

function tellError(error: CliError, { err, json, verbose }: Io): void {
  const { code } = error;
  const message = oneLine(error.message);
  const next = oneLine(error.next);
  if (json) err(JSON.stringify({ error: { code, message, next } }));
  else err(`error ${code}: ${message}\n  next: ${next}`);
  if (verbose) err(stackText(error.cause ?? error));
}
