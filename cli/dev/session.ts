import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where `flows dev` is up, and the token for this start, so that other commands need neither. */
export interface DevSession {
  readonly url: string;
  readonly token: string;
}

const pathIn = (directory: string) => join(directory, ".wrangler", "flowgate-dev.json");

/** Readable for its owner only. */
export function writeSession(directory: string, session: DevSession): void {
  mkdirSync(dirname(pathIn(directory)), { recursive: true });
  writeFileSync(pathIn(directory), `${JSON.stringify(session)}\n`, { mode: 0o600 });
}

export function removeSession(directory: string): void {
  rmSync(pathIn(directory), { force: true });
}

export function readSession(directory: string): DevSession | undefined {
  const path = pathIn(directory);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}
