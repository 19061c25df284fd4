import { pasteJsonc } from "./paste-jsonc.ts";

/** Pastes a finding's fix into a wrangler file as its reader would: by the comment above it, and nothing twice. */
export function pasteFix(file: string, text: string, fix: string): string {
  if (!file.endsWith(".toml")) return pasteJsonc(text, fix);
  if (text.includes(fix)) return text;
  const [comment = "", ...lines] = fix.trimEnd().split("\n");
  if (comment === "# above the first [table]") return setLines(text, { from: 0 }, lines);
  const header = /^# in (\[+.+?\]+)(?: with (.+))?$/.exec(comment);
  if (!header) return `${text}\n${fix}`;
  return setLines(text, { from: startOf(text, header[1] ?? "", header[2]) }, lines);
}

/** The line after the table's header; with `member`, of the table that has that line. */
function startOf(text: string, header: string, member: string | undefined): number {
  const all = text.split("\n");
  const starts = all.flatMap((line, index) => (line.trim() === header ? [index + 1] : []));
  const start = starts.find((from) => member === undefined || all.slice(from, endOf(all, from)).includes(member));
  if (start === undefined) throw new Error(`no ${header} ${member ?? ""} in\n${text}`);
  return start;
}

function endOf(lines: readonly string[], from: number): number {
  const next = lines.findIndex((line, index) => index >= from && line.startsWith("["));
  return next === -1 ? lines.length : next;
}

/** Each key once: a line of the same key in that table gives way. */
function setLines(text: string, { from }: { readonly from: number }, lines: readonly string[]): string {
  const all = text.split("\n");
  const end = endOf(all, from);
  const keys = new Set(lines.map((line) => line.split(" = ")[0]));
  const kept = all.slice(from, end).filter((line) => !keys.has(line.split(" = ")[0]));
  return [...all.slice(0, from), ...lines, ...kept, ...all.slice(end)].join("\n");
}
