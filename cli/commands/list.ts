import { triggerText } from "../../gateway/mount/listing.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import { triggerAliases } from "../../kernel/author/to-ir.ts";
import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import type { CronTrigger } from "../../triggers/cron/author.ts";
import { utcClock, zoneClock } from "../../triggers/cron/calendar.ts";
import { describe } from "../../triggers/cron/describe.ts";
import { parseCron } from "../../triggers/cron/grammar.ts";
import { nextTicks } from "../../triggers/cron/schedule.ts";
import { EXIT } from "../codes.ts";
import type { Command } from "../command.ts";
import { readFlows } from "../flow-source.ts";
import type { Io } from "../io.ts";
import { columns, tickText } from "../text.ts";

export const command: Command<object> = {
  arguments: [["[files...]", "modules that export flows; default: the project's own"]],
  options: [],
  examples: [
    ["flows list", "the project's flows and what starts them"],
    ["flows list --json | jq '.flows[].name'", "their names, for a script"],
  ],
  run: async ({ args }, io) => {
    const flows = (await readFlows(args, io)).map((flow) => listed(flow, Date.now()));
    if (io.json) io.out(JSON.stringify({ flows }, null, 2));
    else io.out(flows.map((flow) => flowText(flow, io)).join("\n\n"));
    return EXIT.ok;
  },
};

const TICKS = 3;

export interface ListedFlow {
  readonly name: string;
  readonly version: string;
  readonly summary?: string;
  readonly triggers: readonly ListedTrigger[];
  /** `kv ORDERS write` and so on, each once. */
  readonly uses: readonly string[];
}

interface ListedTrigger {
  readonly alias: string;
  readonly kind: string;
  /** As people say it: `POST /orders`. */
  readonly text: string;
  readonly wiring: TriggerSpec["wiring"];
  /** Of a schedule: in plain English, and when it is due next, in milliseconds since the epoch. */
  readonly says?: string;
  readonly nextTicksMs?: readonly number[];
}

/** What a flow is and what starts it. Pure. */
export function listed(flow: Flow, nowMs: number): ListedFlow {
  const { name, version, definition } = flow;
  const aliases = triggerAliases(definition.triggers);
  const triggers = definition.triggers.map((spec, index) => listedTrigger(spec, aliases[index] ?? "", nowMs));
  return {
    name,
    version,
    ...(definition.options.summary !== undefined && { summary: definition.options.summary }),
    triggers,
    uses: usesIn(flow),
  };
}

function usesIn({ definition }: Flow): readonly string[] {
  const uses = definition.placed.flatMap(({ unit }) =>
    unit.kind === "flow"
      ? usesIn(unit)
      : Object.values(unit.uses).map(({ kind, binding = "", access }) => `${kind} ${binding} ${access}`),
  );
  return [...new Set(uses.map((use) => use.replace("  ", " ")))];
}

function listedTrigger(spec: TriggerSpec, alias: string, nowMs: number): ListedTrigger {
  const { kind, wiring } = spec;
  return { alias, kind, text: triggerText(wiring), wiring, ...(kind === "cron" && due(spec as CronTrigger, nowMs)) };
}

/** Nothing for a schedule that cannot be read; `flows check` says why. */
function due({ schedule, timezone }: CronTrigger, nowMs: number): Pick<ListedTrigger, "says" | "nextTicksMs"> {
  const parsed = parseCron(schedule);
  const clock = timezone === undefined ? utcClock : zoneClock(timezone);
  if (!parsed.ok || clock === undefined) return {};
  return { says: describe(parsed.value, timezone), nextTicksMs: nextTicks(parsed.value, nowMs, TICKS, clock) };
}

function flowText({ name, version, summary, triggers, uses }: ListedFlow, { paint }: Io): string {
  const rows = columns(triggers.map(({ text, says }) => [text, says ?? ""]));
  const lines = triggers.flatMap(({ nextTicksMs = [] }, index) => [
    `  ${paint("cyan", rows[index] ?? "")}`,
    ...nextTicksMs.map((atMs) => `    ${paint("dim", "next")} ${tickText(atMs)}`),
  ]);
  return [
    `${paint("bold", name)} ${version}${summary === undefined ? "" : `  ${paint("dim", summary)}`}`,
    ...lines,
    ...(uses.length === 0 ? [] : [`  ${paint("dim", "uses")} ${uses.join(", ")}`]),
  ].join("\n");
}
