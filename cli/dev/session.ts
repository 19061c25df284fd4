import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { CliError } from "../cli-error.ts";
import { readText } from "../files/read-text.ts";
import { writeWhole } from "../files/write-whole.ts";
import { parseJson } from "../flow-source.ts";

const Session = v.object({ url: v.string(), token: v.string() });

/** Where `flows dev` is up, and the token for this start, so that other commands need neither. */
export type DevSession = v.InferOutput<typeof Session>;

const FILE = join(".wrangler", "flowgate-dev.json");
const pathIn = (directory: string) => join(directory, FILE);

/** Readable for its owner only. */
export function writeSession(directory: string, session: DevSession): void {
  writeWhole(pathIn(directory), `${JSON.stringify(session)}\n`, { shown: FILE, mode: 0o600 });
}

export function removeSession(directory: string): void {
  rmSync(pathIn(directory), { force: true });
}

export function readSession(directory: string): DevSession | undefined {
  if (!existsSync(pathIn(directory))) return undefined;
  const read = v.safeParse(Session, parseJson(readText(pathIn(directory), FILE), FILE));
  if (read.success) return read.output;
  throw new CliError("CLI102", `${FILE} does not say where \`flows dev\` is up`, { next: "remove it, or give --url" });
}
