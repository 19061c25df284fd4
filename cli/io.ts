import { styleText } from "node:util";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** What a command needs from its surroundings. */
export interface Io {
  /** What paths on the command line are relative to. */
  readonly cwd: string;
  /** A line, or several, on stdout. */
  readonly out: (text: string) => void;
  /** The same on stderr: errors and progress. */
  readonly err: (text: string) => void;
  readonly readStdin: () => Promise<string>;
  /** Colours what goes to stdout, if that is a terminal and nobody forbids it. */
  readonly paint: (style: Style, text: string) => string;
  /** The answer is to be JSON. */
  readonly json: boolean;
  /** Stack traces are welcome. */
  readonly verbose: boolean;
}

/** The process's own. `styleText` looks at the terminal, at NO_COLOR and at FORCE_COLOR. */
export function processIo(flags: Pick<Io, "json" | "verbose">): Io {
  return {
    cwd: process.cwd(),
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    readStdin,
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
    ...flags,
  };
}

async function readStdin(): Promise<string> {
  process.stdin.setEncoding("utf8");
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  return text;
}
