import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";

/** More than any answer of the admin API; what would not fit is not held. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A response's text, as it comes. CLI206 where it stops before its end. */
async function* textParts(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) yield decoder.decode(chunk, { stream: true });
  } catch (cause) {
    throw new CliError("CLI206", "the gateway stops in the middle of its answer", { cause });
  }
  yield decoder.decode();
}

/** All of a response's text. CLI206 where it is too large to hold. */
export async function bodyText(response: Response): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for await (const part of textParts(response)) {
    length += part.length;
    if (length > MAX_BYTES) {
      const next = "ask for less, such as --limit 10, or see whether --url is a gateway's";
      throw new CliError("CLI206", `the gateway answers more than ${MAX_BYTES / 1024 / 1024} MiB`, { next });
    }
    parts.push(part);
  }
  return parts.join("");
}

/** Prints a response's lines as they come; empty ones at its end are left out. */
export async function printBody(response: Response, io: Io): Promise<void> {
  let line = "";
  let empty = "";
  const print = (text: string) => {
    const shown = text.trimEnd();
    if (shown !== "") io.out(`${empty}${shown}`);
    const breaks = text.slice(shown.length).replaceAll(/[^\n]/g, "");
    empty = shown === "" ? `${empty}${breaks}\n` : breaks;
  };
  for await (const part of textParts(response)) {
    const end = part.lastIndexOf("\n");
    if (end >= 0) print(line + part.slice(0, end));
    line = end >= 0 ? part.slice(end + 1) : line + part;
  }
  print(line);
}
