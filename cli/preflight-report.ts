import type { Flow } from "../kernel/author/definition.ts";
import type { Diagnostic, Location } from "../kernel/errors/diagnostic.ts";
import type { CronTrigger } from "../triggers/cron/author.ts";
import { cronLines } from "./cron-report.ts";
import type { Io } from "./io.ts";

type Paint = Io["paint"];

export interface ReportInput {
  readonly flows: readonly Flow[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the flows were checked against, such as `wrangler.toml`. */
  readonly against: string;
  readonly nowMs: number;
  readonly paint: Paint;
}

interface Group {
  readonly title: string;
  readonly notes: readonly string[];
  readonly findings: readonly Diagnostic[];
}

/** The preflight for people: first what is no flow's own, then by flow, with its schedules. */
export function reportText(input: ReportInput): string {
  const shown = new Set<string>();
  const blocks = groupsOf(input).map((group) => blockText(group, shown, input.paint));
  return [...blocks, summary(input)].join("\n\n");
}

/** The wrangler file, or the environment, was not looked into, so that no flow can be called ready. */
const UNREAD: ReadonlySet<string> = new Set(["CONF101", "CONF102"]);

function groupsOf({ flows, diagnostics, against, nowMs }: ReportInput): readonly Group[] {
  const unread = diagnostics.some(({ code }) => UNREAD.has(code));
  const own = new Set<string | undefined>(flows.map(({ name }) => name));
  const others = new Set(diagnostics.map(({ location }) => location.flow).filter((flow) => !own.has(flow)));
  const findingsOf = (name: string | undefined) => diagnostics.filter(({ location }) => location.flow === name);
  const checked = unread ? flows.filter(({ name }) => findingsOf(name).length > 0) : flows;
  return [
    ...[...others].map((name) => ({ title: name ?? against, notes: [], findings: findingsOf(name) })),
    ...checked.map(({ name, version, definition }) => ({
      title: `${name} ${version}`,
      notes: definition.triggers.flatMap((spec) => (spec.kind === "cron" ? cronLines(spec as CronTrigger, nowMs) : [])),
      findings: findingsOf(name),
    })),
  ];
}

function blockText({ title, notes, findings }: Group, shown: Set<string>, paint: Paint): string {
  const ok = findings.length === 0 ? `  ${paint("green", "ok")}` : "";
  return [
    `${paint("bold", title)}${ok}`,
    ...notes.map((note) => `  ${paint("dim", note)}`),
    ...findings.flatMap((finding) => findingLines(finding, shown, paint)),
  ].join("\n");
}

function findingLines(finding: Diagnostic, shown: Set<string>, paint: Paint): readonly string[] {
  const { severity, code, message, location } = finding;
  const label = paint(severity === "error" ? "red" : "yellow", `${severity} ${code}`);
  const where = placeText(location);
  return [`  ${label}${where && `  ${paint("dim", where)}`}`, `    ${message}`, ...fixLines(finding, shown, paint)];
}

function placeText({ node, edge, surface, file, key }: Location): string {
  const parts = [
    node && `node ${node}`,
    edge && `edge ${edge.from} -> ${edge.to}`,
    surface && `surface ${surface}`,
    file && (key ? `${file} ${key}` : file),
  ];
  return parts.filter(Boolean).join(", ");
}

/** What is to be pasted ends with a line break, a sentence does not. */
function fixLines({ fix, location }: Diagnostic, shown: Set<string>, paint: Paint): readonly string[] {
  if (!fix.endsWith("\n")) return [`    fix: ${fix}`];
  if (shown.has(fix)) return ["    fix: as above, once is enough"];
  shown.add(fix);
  const lines = fix.trimEnd().split("\n");
  return [`    fix: add to ${location.file}`, "", ...lines.map((line) => `      ${paint("cyan", line)}`), ""];
}

function summary({ flows, diagnostics, against, paint }: ReportInput): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  if (diagnostics.length === 0) return paint("green", `${count(flows.length, "flow")} checked with ${against}: ready`);
  const told = `${count(errors, "error")}, ${count(warnings, "warning")} with ${against}`;
  return paint(errors > 0 ? "red" : "yellow", told);
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
