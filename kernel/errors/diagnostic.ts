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

/**
 * Findings as text: by flow, flows with errors first, errors before warnings, each with its fix, a blank line between.
 * Plain text without colour.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return [...Map.groupBy(diagnostics, ({ location }) => location.flow)]
    .sort(([, a], [, b]) => rank(a) - rank(b))
    .flatMap(([flow, found]) => [flow === undefined ? "deployment" : `flow ${flow}`, ...inOrder(found).map(entry)])
    .join("\n\n");
}

function rank(found: readonly Diagnostic[]): number {
  return found.some(({ severity }) => severity === "error") ? 0 : 1;
}

function inOrder(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...found].sort((a, b) => rank([a]) - rank([b]));
}

/** A fix may have several lines, such as a fragment to paste. */
function entry({ severity, code, location, message, fix }: Diagnostic): string {
  const where = place(location);
  const text = `${severity} ${code}${where && ` at ${where}`}: ${message}\nfix: ${fix.replaceAll(/\n(?=.)/g, "\n     ")}`;
  return text.replaceAll(/^(?=.)/gm, "  ");
}

function place({ node, edge, surface, file, key }: Location): string {
  const parts = [
    node && `node ${node}`,
    edge && `edge ${edge.from} -> ${edge.to}`,
    surface && `surface ${surface}`,
    file && (key ? `${file} ${key}` : file),
  ];
  return parts.filter(Boolean).join(", ");
}
