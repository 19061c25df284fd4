import type { TriggerSpec } from "../kernel/author/trigger.ts";
import type { Diagnostic, Location } from "../kernel/errors/diagnostic.ts";
import { shortName } from "../kernel/ir/name.ts";
import type { CronTrigger } from "../triggers/cron/author.ts";
import { cronLines } from "./cron-report.ts";
import type { Found } from "./findings.ts";
import type { Io } from "./io.ts";
import { oneLine } from "./terminal-text.ts";
import { count } from "./text.ts";

type Paint = Io["paint"];

/** What is told of a flow beside its findings. */
export interface ReportedFlow {
  readonly name: string;
  readonly version: string;
  readonly definition: { readonly triggers: readonly TriggerSpec[] };
}

export interface ReportInput {
  readonly flows: readonly ReportedFlow[];
  readonly found: Found;
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

/** As many findings as somebody reads. Flows that nothing is wrong with are short. */
const MOST = 100;
const MOST_FLOWS = 1_000;

/** The preflight for people: first what is no flow's own, then by flow, with its schedules. */
export function reportText(input: ReportInput): string {
  const shown = new Set<string>();
  const groups = groupsOf(input);
  const blocks = groups.slice(0, MOST_FLOWS).map((group) => blockText(group, shown, input.paint));
  return [...blocks, ...leftOut(input, groups.length), summary(input)].join("\n\n");
}

/** The wrangler file, or the environment, was not looked into, so that no flow can be called ready. */
const UNREAD: ReadonlySet<string> = new Set(["CONF101", "CONF102"]);

function groupsOf({ flows, found, against, nowMs }: ReportInput): readonly Group[] {
  const { diagnostics } = found;
  // Of many, what keeps flows from running comes before what is advice.
  const first =
    diagnostics.length > MOST ? [...diagnostics].sort((a, b) => rank(a) - rank(b)).slice(0, MOST) : diagnostics;
  const byFlow = Map.groupBy(first, ({ location }) => location.flow);
  const own = new Set<string | undefined>(flows.map(({ name }) => shortName(name)));
  const others = [...byFlow.keys()].filter((flow) => !own.has(flow));
  // Where not all findings are at hand, nobody can tell which flows have none.
  const some = diagnostics.some(({ code }) => UNREAD.has(code)) || sizeOf(found) > first.length;
  const named = new Map(flows.map((flow) => [`${flow.name} ${flow.version}`, flow]));
  const checked = [...named.values()].filter(({ name }) => !some || byFlow.has(shortName(name)));
  return [
    ...others.map((flow) => ({ title: flow ?? against, notes: [], findings: byFlow.get(flow) ?? [] })),
    ...checked.map(({ name, version, definition }) => ({
      title: `${shortName(name)} ${version}`,
      notes: definition.triggers.flatMap((spec) => (spec.kind === "cron" ? cronLines(spec as CronTrigger, nowMs) : [])),
      findings: byFlow.get(shortName(name)) ?? [],
    })),
  ];
}

const rank = ({ severity }: Diagnostic): number => (severity === "error" ? 0 : 1);
const sizeOf = ({ errors, warnings }: Found): number => errors + warnings;

function leftOut({ found, paint }: ReportInput, groups: number): readonly string[] {
  const findings = sizeOf(found) - Math.min(MOST, found.diagnostics.length);
  const flows = groups - MOST_FLOWS;
  const texts = [
    ...(findings > 0 ? [`${count(findings, "more finding")}; correct these first`] : []),
    ...(flows > 0 ? [count(flows, "more flow")] : []),
  ];
  return texts.map((text) => paint("dim", text));
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
  const text = oneLine(message);
  return [`  ${label}${where && `  ${paint("dim", where)}`}`, `    ${text}`, ...fixLines(finding, shown, paint)];
}

function placeText({ node, edge, surface, file, key }: Location): string {
  const parts = [
    node && `node ${node}`,
    edge && `edge ${edge.from} -> ${edge.to}`,
    surface && `surface ${surface}`,
    file && (key ? `${file} ${key}` : file),
  ];
  return oneLine(parts.filter(Boolean).join(", "));
}

/** What is to be pasted ends with a line break, a sentence does not. */
function fixLines({ fix, location }: Diagnostic, shown: Set<string>, paint: Paint): readonly string[] {
  if (!fix.endsWith("\n")) return [`    fix: ${fix}`];
  if (shown.has(fix)) return ["    fix: as above, once is enough"];
  shown.add(fix);
  const lines = fix.trimEnd().split("\n");
  return [`    fix: add to ${location.file}`, "", ...lines.map((line) => `      ${paint("cyan", line)}`), ""];
}

function summary({ flows, found: { errors, warnings }, against, paint }: ReportInput): string {
  if (errors + warnings === 0) return paint("green", `${count(flows.length, "flow")} checked with ${against}: ready`);
  const told = `${count(errors, "error")}, ${count(warnings, "warning")} with ${against}`;
  return paint(errors > 0 ? "red" : "yellow", told);
}
