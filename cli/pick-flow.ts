import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { AnyFlow } from "../gateway/mount/mount.ts";
import { CliError } from "./cli-error.ts";
import { readFlows } from "./flow-source.ts";
import type { Io } from "./io.ts";

/** The flow of that name, in the files or the project's own module. A module with a single flow stands for that flow. */
export async function pickFlow(name: string, files: readonly string[], io: Io): Promise<AnyFlow> {
  const from = flowFiles(name, files, io);
  const isFile = from !== files;
  const flows = await readFlows(from, io);
  const found = isFile && flows.length === 1 ? flows[0] : flows.find((flow) => flow.name === name);
  if (found) return found;
  const there = flows.map((flow) => flow.name).join(", ");
  if (isFile)
    throw new CliError("CLI104", `${name} has several flows`, { next: `name one: ${there}, with --from ${name}` });
  throw new CliError("CLI104", `no flow is called ${name}`, { next: `there are ${there}` });
}

/** The files to look into: the one that stands in the flow's place, or those that are named. */
export function flowFiles(name: string, files: readonly string[], { cwd }: Io): readonly string[] {
  const isFile = files.length === 0 && /\.[cm]?[jt]s$/.test(name) && existsSync(resolve(cwd, name));
  return isFile ? [name] : files;
}
