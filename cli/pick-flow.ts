import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { AnyFlow } from "../gateway/mount.ts";
import { CliError } from "./cli-error.ts";
import { readFlows } from "./flow-source.ts";
import type { Io } from "./io.ts";

/** The flow of that name, in the files or the project's own module. A module with a single flow stands for that flow. */
export async function pickFlow(name: string, files: readonly string[], io: Io): Promise<AnyFlow> {
  const isFile = files.length === 0 && /\.[cm]?[jt]s$/.test(name) && existsSync(resolve(io.cwd, name));
  const flows = await readFlows(isFile ? [name] : files, io);
  const found = isFile && flows.length === 1 ? flows[0] : flows.find((flow) => flow.name === name);
  if (found) return found;
  const there = flows.map((flow) => flow.name).join(", ");
  if (isFile)
    throw new CliError("CLI104", `${name} has several flows`, { next: `name one: ${there}, with --from ${name}` });
  throw new CliError("CLI104", `no flow is called ${name}`, { next: `there are ${there}` });
}
