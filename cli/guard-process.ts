import { CliError } from "./cli-error.ts";
import { type CliCode, EXIT } from "./codes.ts";
import { fileError } from "./files/file-error.ts";
import { interrupt } from "./interrupt.ts";
import { placeOf, projectCode } from "./load-module.ts";
import { toCliError } from "./thrown.ts";
import { thrownText } from "./thrown-text.ts";

/**
 * Sees to it that the process says how it ends, whoever ends it: a module that leaves while it is loaded, an error that
 * nobody catches, a reader that has gone, a disk that is full. Gives what is to be called before its own end.
 */
export function guardProcess(tell: (error: CliError) => void): () => void {
  let ended = false;
  const end = (error: CliError) => {
    ended = true;
    tell(error);
    process.exit(error.exitCode);
  };
  process.on("uncaughtException", (thrown) => end(background(thrown)));
  // Nothing is left that could happen, and the command is still waiting.
  process.on("beforeExit", () => end(early("waits for what never comes")));
  process.on("exit", (status) => {
    // A signal's own way out says enough.
    if (ended || status > 128) return;
    process.exitCode = EXIT.findings;
    tell(early("ends the process"));
  });
  process.stdout.on("error", (cause: NodeJS.ErrnoException) => {
    // A reader that has seen enough, such as `head`, is no failure; what only prints for it ends.
    if (cause.code === "EPIPE") interrupt();
    else end(fileError("stdout", "written", cause));
  });
  process.stderr.on("error", () => undefined);
  return () => {
    ended = true;
  };
}

function early(what: string): CliError {
  const { loading, loaded } = projectCode;
  if (loading !== undefined) return ofProject(`${loading} ${what} while it is loaded`);
  return loaded ? ofProject(`the project's code ${what}`) : new CliError("CLI900", `the command ${what}`);
}

function background(thrown: unknown): CliError {
  const error = toCliError(thrown);
  if (error.code !== ("CLI900" satisfies CliCode) || !projectCode.loaded) return error;
  return ofProject(`something throws where nothing catches it: ${thrownText(thrown)}${placeOf(thrown)}`, thrown);
}

function ofProject(message: string, cause?: unknown): CliError {
  return new CliError("CLI102", message, { cause, next: "correct the project's code: loading it may not do that" });
}
