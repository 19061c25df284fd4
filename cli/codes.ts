export type ExitCode = 0 | 1 | 2;

/** 0: all is well. 1: something was found or went wrong. 2: the command was not used as it is meant to be. */
export const EXIT = { ok: 0, findings: 1, misuse: 2 } as const satisfies Record<string, ExitCode>;

export interface CliCodeRow {
  readonly meaning: string;
  /** What to do next. An error may give a more exact one. */
  readonly next: string;
  readonly exit: ExitCode;
}

const row = (exit: ExitCode, meaning: string, next: string): CliCodeRow => ({ meaning, next, exit });

/** What the command itself can end with. They are not among the gateway's codes, as no Worker has to carry them. */
export const cliCodes = {
  CLI001: row(EXIT.misuse, "the command line is not understood", "run it with --help"),
  CLI002: row(EXIT.misuse, "this Node is too old", "update Node to 22.18 or later"),
  CLI101: row(EXIT.misuse, "a file or directory cannot be read or written", "correct the path"),
  CLI102: row(EXIT.findings, "a file does not parse, or throws when it is loaded", "correct the file"),
  CLI103: row(EXIT.findings, "a file exports no flow", "export what `flow(...).respond(...)` returns"),
  CLI104: row(EXIT.misuse, "no flow has this name", "run `flows list` for the names"),
  CLI105: row(EXIT.misuse, "what is to be written is there already", "choose another directory"),
  CLI106: row(EXIT.misuse, "a payload is not JSON", "quote it for the shell, or put it in a file"),
  CLI107: row(EXIT.misuse, "a flow has no trigger of that kind", "run `flows list` for its triggers"),
  CLI108: row(EXIT.misuse, "flows call objects whose class nobody exports", "name the module: --objects FILE"),
  CLI109: row(EXIT.findings, "the disk takes no more, or fails", "make room, then run it again"),
  CLI110: row(EXIT.findings, "a flow is too large for a picture", "write it as text: --format dot"),
  CLI201: row(EXIT.findings, "nothing answers at the gateway's address", "start it with `flows dev`, or correct --url"),
  CLI202: row(EXIT.findings, "the gateway, or Analytics Engine, refuses", "see the answer"),
  CLI203: row(EXIT.findings, "wrangler fails", "see its output"),
  CLI204: row(EXIT.findings, "wrangler is not installed", "run `npm install --save-dev wrangler`"),
  CLI205: row(EXIT.findings, "the packages do not install", "run `npm install` in the new project"),
  CLI206: row(EXIT.findings, "the gateway, or Analytics Engine, cannot answer", "try again, and see the gateway's log"),
  CLI900: row(EXIT.findings, "a fault of the command itself", "run it with --verbose and report what it prints"),
} as const satisfies Record<string, CliCodeRow>;

export type CliCode = keyof typeof cliCodes;
