import { resolve } from "node:path";
import { CliError } from "./cli-error.ts";
import { defaultFile, readSources } from "./flow-source.ts";
import type { Io } from "./io.ts";
import { type FlowOrigin, flowOrigin } from "./package/flow-origin.ts";

/** Where the code is of the flows of these files, or of the project's own module; only of those with these names. */
export async function flowOrigins(
  files: readonly string[],
  names: readonly string[] | undefined,
  io: Io,
): Promise<readonly FlowOrigin[]> {
  const named = files.length > 0 ? files : [defaultFile(io.cwd)];
  const origins: FlowOrigin[] = [];
  for (const { file, flows } of await readSources(named, io)) {
    if (flows.length === 0) throw new CliError("CLI103", `${file} has no code`, { next: "name a module" });
    for (const flow of flows.filter(({ name }) => names?.includes(name) ?? true)) {
      origins.push(await flowOrigin(flow, resolve(io.cwd, file)));
    }
  }
  const missing = names?.find((name) => !origins.some(({ flow }) => flow.name === name));
  if (missing !== undefined) throw new CliError("CLI104", `no flow is called ${missing}`);
  return origins;
}
