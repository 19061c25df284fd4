import { randomUUID } from "node:crypto";
import { inspect, styleText } from "node:util";
import { printable } from "./terminal-text.ts";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** What a command needs from its surroundings. */
export interface Io {
  /** What paths on the command line are relative to. */
  readonly cwd: string;
  /** A line, or several, on stdout. Whatever a terminal would act on is escaped, wherever the text came from. */
  readonly out: (text: string) => void;
  /** The same on stderr: errors and progress. */
  readonly err: (text: string) => void;
  readonly readStdin: () => Promise<Buffer>;
  /** Colours what goes to stdout, if that is a terminal and nobody forbids it. */
  readonly paint: (style: Style, text: string) => string;
  /** The answer is to be JSON. */
  readonly json: boolean;
  /** Stack traces are welcome. */
  readonly verbose: boolean;
}

/** The process's own. `styleText` looks at the terminal, at NO_COLOR and at FORCE_COLOR. */
export function processIo(flags: Pick<Io, "json" | "verbose">): Io {
  const { paint, shown } = painter(isColoured());
  return {
    cwd: process.cwd(),
    out: (text) => process.stdout.write(`${shown(text)}\n`),
    err: (text) => process.stderr.write(`${printable(text)}\n`),
    readStdin,
    paint,
    ...flags,
  };
}

const isColoured = () => styleText("bold", " ", { stream: process.stdout }) !== " ";

/**
 * Colours are escape sequences, which no other text may bring along. So they are marks at first, which no other text can
 * hold as they are drawn anew for each process, and become sequences when all the rest has been escaped.
 */
export function painter(coloured: boolean): Pick<Io, "paint"> & { readonly shown: (text: string) => string } {
  if (!coloured) return { paint: (_, text) => text, shown: printable };
  const mark = randomUUID();
  const marks = new RegExp(`<${mark} (\\d+)>`, "g");
  return {
    paint: (style, text) => {
      const [open, close] = inspect.colors[style] ?? [0, 0];
      return `<${mark} ${open}>${text}<${mark} ${close}>`;
    },
    shown: (text) => printable(text).replaceAll(marks, "\u001b[$1m"),
  };
}

async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}
