import { type CliCode, cliCodes, type ExitCode } from "./codes.ts";

/** Ends a command: what is wrong in one line, and what to do in another. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: CliCode;
  readonly next: string;

  constructor(code: CliCode, message: string, options: { readonly next?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.next = options.next ?? cliCodes[code].next;
  }

  get exitCode(): ExitCode {
    return cliCodes[this.code].exit;
  }
}

/** Whatever was thrown, as an error of the command; what nobody expected is CLI900. */
export function toCliError(thrown: unknown): CliError {
  if (thrown instanceof CliError) return thrown;
  return new CliError("CLI900", thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
}
