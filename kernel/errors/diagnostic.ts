import { type Code, codes } from "./codes.ts";

/** Where a finding is. `file` and `key` are for findings in a configuration file. */
export interface Location {
  readonly flow?: string;
  readonly node?: string;
  readonly edge?: { readonly from: string; readonly to: string };
  readonly surface?: string;
  /** JSON Pointer into the flow's document. */
  readonly pointer?: string;
  readonly file?: string;
  readonly key?: string;
}

/** One finding about a flow or its deployment. Codes are stable; `fix` says what to do. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly location: Location;
  readonly fix: string;
}

/** `fix` defaults to the row's own. */
export function diagnostic(code: Code, message: string, location: Location, fix?: string): Diagnostic {
  const row = codes[code];
  return { code, severity: row.severity, message, location, fix: fix ?? row.fix };
}

/** One readable line per finding, and its fix on a second. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map((d) => `${d.severity} ${d.code} ${place(d.location)}: ${d.message}\n    fix: ${d.fix}`)
    .join("\n");
}

function place(at: Location): string {
  const parts = [
    at.flow && `flow ${at.flow}`,
    at.node && `node ${at.node}`,
    at.edge && `edge ${at.edge.from} -> ${at.edge.to}`,
    at.surface && `surface ${at.surface}`,
    at.file && (at.key ? `${at.file} ${at.key}` : at.file),
  ];
  return parts.filter(Boolean).join(", ") || "document";
}
