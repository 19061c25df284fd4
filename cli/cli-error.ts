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
