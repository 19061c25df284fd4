import { type Diagnostic, diagnostic } from "../../kernel/errors/diagnostic.ts";
import { DATE_AHEAD_DAYS } from "../limits.ts";
import type { Needs } from "../readiness/rule.ts";
import type { ConfigRule } from "./config-rule.ts";
import { rootFragment } from "./fragment.ts";
import { keyOf, type WranglerConfig } from "./wrangler-config.ts";

/** Written into a file that has no date, where no workerd says better. */
const KNOWN_DATE = "2026-10-23";
const DAY_MS = 86_400_000;

/** FLAG101: there is a compatibility date, and the workerd at hand takes it. */
export const dateIsTaken: ConfigRule = (_needs, config, { workerdDate }) => {
  const date = config.settings.compatibility_date;
  const problem = date === undefined ? `${config.file} has no compatibility_date` : dateProblem(date, workerdDate);
  if (problem === undefined) return [];
  const fix = rootFragment(config, "compatibility_date", workerdDate ?? KNOWN_DATE);
  return [diagnostic("FLAG101", problem, { file: config.file, key: keyOf(config, "compatibility_date") }, fix)];
};

function dateProblem(date: string, workerdDate: string | undefined): string | undefined {
  if (!isDate(date)) return `"${date}" is not a date such as ${KNOWN_DATE}`;
  if (workerdDate === undefined) return undefined;
  const newest = new Date(Date.parse(workerdDate) + DATE_AHEAD_DAYS * DAY_MS).toISOString().slice(0, 10);
  return date > newest
    ? `compatibility_date is ${date}; the workerd installed here takes ${newest} at most`
    : undefined;
}

function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

interface FlagRule {
  readonly flag: string;
  /** The flag that takes it back. */
  readonly off: string;
  /** On by itself from this compatibility date on. */
  readonly from: string;
  /** What goes wrong without it. */
  readonly without: string;
  /** A flow that needs it. */
  readonly flowOf: (needs: Needs) => string | undefined;
}

const usesKind = (kind: string) => (needs: Needs) => needs.uses.find(({ use }) => use.kind === kind)?.flow;

/** Source: github.com/cloudflare/workerd src/workerd/io/compatibility-date.capnp */
const FLAGS: readonly FlagRule[] = [
  {
    flag: "enable_request_signal",
    off: "disable_request_signal",
    from: "2026-11-17",
    without: "a client that leaves does not end its run",
    flowOf: ({ routes }) => routes[0]?.flow.name,
  },
  {
    flag: "queue_expose_error_codes",
    off: "no_queue_expose_error_codes",
    from: "2026-03-12",
    without: "a queue's errors cannot be told apart",
    flowOf: usesKind("queue"),
  },
];

/** FLAG101: what the runtime has to do for these flows is switched on. */
export const flagsAreOn: ConfigRule = (needs, config) =>
  FLAGS.flatMap((rule) => {
    const flow = rule.flowOf(needs);
    return flow === undefined || isOn(rule, config) ? [] : [flagFinding(rule, flow, { needs, config })];
  });

function isOn({ flag, off, from }: FlagRule, { settings }: WranglerConfig): boolean {
  const { compatibility_flags: flags = [], compatibility_date: date = KNOWN_DATE } = settings;
  return !flags.includes(off) && (flags.includes(flag) || date >= from);
}

function flagFinding(
  { flag, off, without }: FlagRule,
  flow: string,
  { needs, config }: { readonly needs: Needs; readonly config: WranglerConfig },
): Diagnostic {
  const flags = config.settings.compatibility_flags ?? [];
  const state = flags.includes(off) ? `${off} is set` : `${flag} is not set`;
  const at = { flow, file: config.file, key: keyOf(config, "compatibility_flags") };
  const fix = rootFragment(config, "compatibility_flags", allFlags(needs, config));
  return diagnostic("FLAG101", `${state}: ${without}`, at, fix);
}

/** The same list for every finding, so that pasting any of them is enough. */
function allFlags(needs: Needs, config: WranglerConfig): readonly string[] {
  const missing = FLAGS.filter((rule) => rule.flowOf(needs) !== undefined && !isOn(rule, config));
  const off = new Set(missing.map((rule) => rule.off));
  const kept = (config.settings.compatibility_flags ?? []).filter((flag) => !off.has(flag));
  return [...new Set([...kept, ...missing.map(({ flag }) => flag)])];
}
