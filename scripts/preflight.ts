/** `npm run preflight [-- --help]`: what keeps the flows from running with a wrangler file, and what to paste into it. */

import { processIo } from "../cli/io.ts";
import { runPreflight } from "../cli/preflight.ts";
import { oneLine } from "../cli/terminal-text.ts";
import { toCliError } from "../cli/thrown.ts";

const argv = process.argv.slice(2);
const io = processIo({ json: argv.includes("--json"), verbose: argv.includes("--verbose") });
try {
  process.exitCode = await runPreflight(argv, io);
} catch (thrown) {
  const { code, message, next, exitCode } = toCliError(thrown);
  io.err(`error ${code}: ${oneLine(message)}\n  next: ${oneLine(next)}`);
  process.exitCode = exitCode;
}
