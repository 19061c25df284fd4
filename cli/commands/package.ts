import { readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { Option } from "commander";
import { type Diagnostic, formatDiagnostics } from "../../kernel/errors/diagnostic.ts";
import type { Result } from "../../kernel/result.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../codes.ts";
import type { Command } from "../command.ts";
import { flowOrigins } from "../flow-origins.ts";
import type { Io } from "../io.ts";
import { runInteractive, wranglerIn } from "../package/bundle.ts";
import { type Packaged, packageWorkers } from "../package/package-workers.ts";
import { kib } from "../package/sizes.ts";
import { columns, count } from "../text.ts";
import { flowgateVersion } from "../version.ts";
import { givenWorkerName, workerName } from "../worker-name.ts";
import { compatibilityDate } from "../workerd-date.ts";

interface Options {
  readonly flow?: readonly string[];
  readonly out: string;
  readonly name?: string;
  readonly objects?: string;
  readonly plan: "free" | "paid";
  readonly admin: boolean;
  readonly minify: boolean;
  readonly deploy?: boolean;
}

export const command: Command<Options> = {
  arguments: [
    ["<target>", "workers"],
    ["[files...]", "modules that export flows; default: the project's own"],
  ],
  options: [
    new Option("--flow <name...>", "only these flows"),
    new Option("--out <dir>", "the folder to write").default("dist/workers"),
    new Option("--name <name>", "of the Worker; default: the project's").argParser(givenWorkerName),
    new Option("--objects <file>", "the module that exports Durable Object classes of your own"),
    new Option("--plan <plan>", "of the Cloudflare account").choices(["free", "paid"]).default("paid"),
    new Option("--no-admin", "leave out the API for failures, runs and panels"),
    new Option("--no-minify", "a worker.js to read; it is larger"),
    new Option("--deploy", "hand the folder over to `wrangler deploy`"),
  ],
  examples: [
    ["flows package workers", "all flows of the project, into dist/workers"],
    ["flows package workers --flow take_order fulfil_order --out dist/orders", "two of them"],
    ["flows package workers --deploy", "and deploy it"],
  ],
  run: async ({ args: [target = "", ...files], options }, io) => {
    if (target !== "workers")
      throw new CliError("CLI001", `there is no target "${target}"`, { next: "there is: workers" });
    const wrangler = wranglerIn(io.cwd);
    const out = resolve(io.cwd, options.out);
    const origins = await flowOrigins(files, options.flow, io);
    io.err(`bundling ${count(origins.length, "flow")} ...`);
    const packaged = await packageWorkers({
      project: io.cwd,
      flows: origins.map(({ flow }) => flow),
      origins,
      name: options.name ?? workerName(nameInPackage(io.cwd) ?? basename(io.cwd)),
      plan: options.plan,
      compatibilityDate: compatibilityDate(io.cwd),
      out,
      shownOut: options.out,
      objects: options.objects === undefined ? undefined : resolve(io.cwd, options.objects),
      version: flowgateVersion(),
      minify: options.minify,
      admin: options.admin,
      wrangler,
    });
    tell(packaged, options.out, io);
    if (!packaged.ok) return EXIT.findings;
    return options.deploy ? deploy(wrangler, out) : EXIT.ok;
  },
};

function nameInPackage(cwd: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8")) as { name?: unknown };
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}

function tell(packaged: Result<Packaged, readonly Diagnostic[]>, out: string, io: Io): void {
  if (io.json) {
    const said = packaged.ok ? { ok: true, ...packaged.value, out } : { ok: false, findings: packaged.failure };
    io.out(JSON.stringify(said, null, 2));
    return;
  }
  if (!packaged.ok) {
    io.out(formatDiagnostics(packaged.failure));
    io.err(`nothing was written: ${count(packaged.failure.length, "finding")}`);
    return;
  }
  const { sizes, warnings } = packaged.value;
  if (warnings.length > 0) io.out(`${formatDiagnostics(warnings)}\n`);
  io.out(`${io.paint("bold", out)}: worker.js, ${kib(sizes.bytes)} (gzip ${kib(sizes.gzipBytes)})`);
  const shown = sizes.parts.slice(0, LARGEST);
  for (const line of columns(shown.map(({ name, bytes }) => [`  ${name}`, kib(bytes)]))) io.out(line);
  io.out(`next: ${io.paint("cyan", `cd ${out} && npx wrangler deploy --dry-run`)}, then see its README.md`);
}

const LARGEST = 8;

async function deploy(wrangler: string, out: string): Promise<ExitCode> {
  const code = await runInteractive(wrangler, ["deploy"], out);
  if (code === 0) return EXIT.ok;
  throw new CliError("CLI203", `wrangler deploy ended with ${code}`, { next: "see its output above" });
}
