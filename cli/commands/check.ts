import { Option } from "commander";
import type { Flow } from "../../kernel/author/definition.ts";
import type { Diagnostic } from "../../kernel/errors/diagnostic.ts";
import { parseFlowIr } from "../../kernel/validate/parse.ts";
import { EXIT } from "../codes.ts";
import type { Command } from "../command.ts";
import { findingsIn } from "../findings.ts";
import { type FlowSource, readSources } from "../flow-source.ts";
import type { Io } from "../io.ts";
import { openWranglerFile } from "../open-wrangler-file.ts";
import { reportText } from "../preflight-report.ts";
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
    const findings = findingsIn(sources, {
      plan: options.plan,
      ...(file && { config: file }),
      ...(options.env !== undefined && { environment: options.env }),
      ...(date !== undefined && { workerdDate: date }),
    });
    report({ sources, findings: [...broken, ...findings], against: file?.file ?? "no wrangler file" }, io);
    return [...broken, ...findings].some(({ severity }) => severity === "error") ? EXIT.findings : EXIT.ok;
  },
};

interface Checked {
  readonly sources: readonly FlowSource[];
  readonly findings: readonly Diagnostic[];
  readonly against: string;
}

function report({ sources, findings, against }: Checked, io: Io): void {
  const flows = sources.flatMap((source) => [...source.flows, ...source.documents.flatMap(asFlow)]);
  if (!io.json) {
    io.out(reportText({ flows, diagnostics: findings, against, nowMs: Date.now(), paint: io.paint }).trimEnd());
    return;
  }
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const summary = {
    ok: errors === 0,
    flows: flows.map(({ name }) => name),
    errors,
    warnings: findings.length - errors,
  };
  io.out(JSON.stringify({ ...summary, diagnostics: findings }, null, 2));
}

/** A document has a name to report under, and no code. */
function asFlow(document: unknown): readonly Flow[] {
  const read = parseFlowIr(document);
  if (!read.ok) return [];
  const { name, version } = read.value;
  const definition = { name, version, options: {}, triggers: [], placed: [], surfaces: [] };
  return [{ kind: "flow", name, version, definition, ir: read.value }];
}
