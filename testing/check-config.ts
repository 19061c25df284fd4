import { parseWranglerFile } from "../cli/wrangler-file.ts";
import { type PreflightOptions, preflight } from "../gateway/preflight/preflight.ts";
import type { Flow } from "../kernel/author/definition.ts";
import type { Diagnostic } from "../kernel/errors/diagnostic.ts";

export type CheckOptions = Omit<PreflightOptions, "flows" | "config"> & { readonly file?: string };

/** The preflight of flows with the text of a wrangler file, TOML unless its name says otherwise. */
export function checkConfig(flows: readonly Flow[], text: string, options: CheckOptions = {}): readonly Diagnostic[] {
  const { file = "wrangler.toml", ...rest } = options;
  const read = parseWranglerFile(file, text);
  if (!read.ok) throw new Error(`${read.failure.message} in\n${text}`);
  return preflight({ flows, config: read.value, workerdDate: "2026-10-23", ...rest });
}

/** Findings as `CODE key: message`, those of one code. */
export function told(findings: readonly Diagnostic[], wanted: string): readonly string[] {
  return findings
    .filter(({ code }) => code === wanted)
    .map(({ location, message }) => `${location.key ?? location.node ?? location.flow}: ${message}`);
}
