import { resolve } from "node:path";
import { CliError } from "./cli-error.ts";
import { readText, textOf } from "./files/read-text.ts";
import type { Io } from "./io.ts";

export interface PayloadOptions {
  readonly payload?: string;
  readonly file?: string;
}

/** What --payload says or --file holds, as JSON; undefined for neither. */
export async function readPayload({ payload, file }: PayloadOptions, io: Io): Promise<unknown> {
  if (payload !== undefined && file !== undefined) {
    throw new CliError("CLI001", "--payload and --file are both given", { next: "give one of the two" });
  }
  if (payload !== undefined) return parse(payload, "--payload");
  if (file === undefined) return undefined;
  return parse(file === "-" ? textOf(await io.readStdin(), "stdin") : readText(resolve(io.cwd, file), file), file);
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const [line = ""] = (cause as Error).message.split("\n");
    throw new CliError("CLI106", `${where} is not JSON: ${line}`, { cause });
  }
}
