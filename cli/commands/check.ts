import { Option } from "commander";
import { shortName } from "../../kernel/ir/name.ts";
import type { FlowIr } from "../../kernel/ir/schema.ts";
import { EXIT } from "../codes.ts";
import type { Command } from "../command.ts";
import { check, type Found } from "../findings.ts";
import { readSources } from "../flow-source.ts";
import type { Io } from "../io.ts";
import { openWranglerFile } from "../open-wrangler-file.ts";
import { type ReportedFlow, reportText } from "../preflight-report.ts";
import { workerdDate } from "../workerd-date.ts";

interface Options {
  readonly config?: string;
  readonly env?: string;
  readonly plan: "free" | "paid";
  readonly wrangler: boolean;
}

export const command: Command<Options> = {
  arguments: [["[files...]", "modules that export flows, Flow IR as JSON, or - for stdin"]],
  options: [
    new Option("--config <file>", "the wrangler file; default: the one of this directory, if there is one"),
    new Option("--env <name>", "an environment of the wrangler file"),
    new Option("--plan <plan>", "of the Cloudflare account").choices(["free", "paid"]).default("paid"),
    new Option("--no-wrangler", "check the flows alone"),
  ],
  examples: [
    ["flows check", "the project's flows, and its wrangler file"],
    ["flows check src/orders.ts --env staging", "one module, against an environment"],
    ["flows graph src/orders.ts --format json | flows check -", "Flow IR from another program"],
  ],
  run: async ({ args, options }, io) => {
    const sources = await readSources(args, io);
    const { file, findings: broken } = options.wrangler ? openWranglerFile(io.cwd, options.config) : { findings: [] };
    const date = workerdDate(io.cwd);
    const { found, documents } = check(sources, {
      plan: options.plan,
      ...(file && { config: file }),
      ...(options.env !== undefined && { environment: options.env }),
      ...(date !== undefined && { workerdDate: date }),
    });
    const flows = [...sources.flatMap((source) => source.flows), ...documents.map(withoutCode)];
    const all = { ...found, diagnostics: [...broken, ...found.diagnostics], errors: found.errors + broken.length };
    report({ flows, found: all, against: file?.file ?? "no wrangler file" }, io);
    return all.errors > 0 ? EXIT.findings : EXIT.ok;
  },
};

interface Checked {
  readonly flows: readonly ReportedFlow[];
  readonly found: Found;
  readonly against: string;
}

function report({ flows, found, against }: Checked, io: Io): void {
  if (!io.json) {
    io.out(reportText({ flows, found, against, nowMs: Date.now(), paint: io.paint }).trimEnd());
    return;
  }
  const { errors, warnings, diagnostics } = found;
  const more = errors + warnings - diagnostics.length;
  const names = flows.map(({ name }) => shortName(name));
  const summary = { ok: errors === 0, flows: names, errors, warnings, ...(more > 0 && { more }) };
  io.out(JSON.stringify({ ...summary, diagnostics }, null, 2));
}

/** A document has a name to report under, and no code that could say more. */
function withoutCode({ name, version }: FlowIr): ReportedFlow {
  return { name, version, definition: { triggers: [] } };
}
