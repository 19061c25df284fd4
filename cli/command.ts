import type { Option } from "commander";
import type { ExitCode } from "./codes.ts";
import type { Io } from "./io.ts";

/** One command: a file in commands/, and a line in commands/index.ts. */
export interface Command<Options> {
  /** As commander writes them: `<needed>`, `[optional]`, `[many...]`; each with what it is. */
  readonly arguments: readonly (readonly [usage: string, description: string])[];
  readonly options: readonly Option[];
  /** Each with what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** Whatever is wrong is thrown as a `CliError`. */
  readonly run: (call: Call<Options>, io: Io) => Promise<ExitCode>;
}

export interface Call<Options> {
  /** The arguments, in order; those that were left out are missing. */
  readonly args: readonly string[];
  readonly options: Options;
}

/** Any command, whatever its options. */
export type AnyCommand = Command<never>;

/** A command's line in the list: it is loaded only when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: AnyCommand }>;
}
