import { parseArgs } from "node:util";
import { preflight } from "../gateway/preflight/preflight.ts";
import { CliError } from "./cli-error.ts";
import { EXIT, type ExitCode } from "./codes.ts";
import { foundIn } from "./findings.ts";
import { readFlows } from "./flow-source.ts";
import type { Io } from "./io.ts";
import { openWranglerFile } from "./open-wrangler-file.ts";
import { reportText } from "./preflight-report.ts";
import { workerdDate } from "./workerd-date.ts";

const USAGE = `npm run preflight -- [options] [files...]

Checks flows against the wrangler file that is to deploy them, and says what to paste into it.
The files are modules that export flows; default: what package.json names as flowgate.flows.

  --config FILE   the wrangler file; default: the one of this directory
  --env NAME      an environment of that file; default: CLOUDFLARE_ENV, or its top
  --plan PLAN     of the Cloudflare account: free or paid; default: paid
  --json          print {"diagnostics": [...]} and nothing else
  --help          print this

Ends with 0 when all is well or there are only warnings, 1 on errors, 2 when called wrongly.`;

/** Checks flows against a wrangler file. Throws a CliError when it is called wrongly. */
export async function runPreflight(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { files, help, config, env, plan } = readArgs(argv);
  if (help) {
    io.out(USAGE);
    return EXIT.ok;
  }
  const flows = await readFlows(files, io);
  const { name, file, findings } = openWranglerFile(io.cwd, config);
  if (name === undefined) {
    const next = "create one, or name it: --config FILE";
    throw new CliError("CLI101", "there is no wrangler.toml, wrangler.jsonc or wrangler.json here", { next });
  }
  const date = workerdDate(io.cwd);
  const platform = { plan, ...(env && { environment: env }), ...(date && { workerdDate: date }) };
  const diagnostics = file ? preflight({ flows, config: file, ...platform }) : findings;
  if (io.json) io.out(JSON.stringify({ diagnostics }, null, 2));
  else {
    const against = env ? `${name}, environment ${env}` : name;
    io.out(reportText({ flows, found: foundIn(diagnostics), against, nowMs: Date.now(), paint: io.paint }));
  }
  return diagnostics.some(({ severity }) => severity === "error") ? EXIT.findings : EXIT.ok;
}

function readArgs(argv: readonly string[]) {
  const { values, positionals } = parse(argv);
  const { plan = "paid", env = process.env.CLOUDFLARE_ENV, help, config } = values;
  if (plan !== "free" && plan !== "paid") throw new CliError("CLI001", `--plan takes free or paid, not "${plan}"`);
  return { files: positionals, help, config, env, plan } as const;
}

function parse(argv: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = { config: text, env: text, plan: text, json: flag, verbose: flag, help: flag };
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (cause) {
    const [reason = ""] = (cause instanceof Error ? cause.message : String(cause)).split(". ");
    throw new CliError("CLI001", reason, { cause });
  }
}
