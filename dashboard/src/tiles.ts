import type { Context } from "./context.ts";
import { h, refill } from "./dom.ts";
import { duration, number, plural, quantity } from "./format.ts";
import { numberOf, textOf } from "./rows.ts";
import type { FailureRecord, PanelAnswer } from "./wire.ts";

/** What is asked first: is anything failing, is anything slow, is anything left to do. */
export interface Tiles {
  readonly element: HTMLElement;
  show(answers: Answers, open: readonly FailureRecord[] | undefined): void;
}

type Answers = ReadonlyMap<string, PanelAnswer>;

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly href?: string;
  readonly alarming?: boolean;
}

const MAX_OPEN = 100;

export function createTiles(context: Context): Tiles {
  const element = h("div", { class: "tiles" });
  return {
    element,
    show: (answers, open) => {
      const tiles = [
        runsTile(answers),
        errorsTile(answers, context),
        slowTile(answers, context),
        nodeTile(answers, context),
      ];
      refill(element, ...[...tiles, openTile(open, context)].map(tileOf));
    },
  };
}

function tileOf({ name, value, note, href, alarming }: Tile): HTMLElement {
  const inside = [h("span", { class: "name" }, name), h("strong", {}, value), h("span", { class: "muted" }, note)];
  const attributes = { class: alarming ? "tile alarming" : "tile" };
  return href === undefined
    ? h("div", attributes, ...inside)
    : h("a", { ...attributes, href, "data-key": name }, ...inside);
}

interface Totals {
  readonly runs: number;
  readonly errors: number;
  readonly flows: number;
  readonly worst: string;
}

function totals(answer: PanelAnswer): Totals {
  const [flowOf, errorsIn, runsIn] = [textOf(answer, "flow"), numberOf(answer, "errors"), numberOf(answer, "runs")];
  const errorsOf = new Map<string, number>();
  let runs = 0;
  for (const row of answer.rows) {
    runs += runsIn(row);
    errorsOf.set(flowOf(row), (errorsOf.get(flowOf(row)) ?? 0) + errorsIn(row));
  }
  const [worst = "", most = 0] = [...errorsOf].toSorted(([, a], [, b]) => b - a)[0] ?? [];
  const errors = [...errorsOf.values()].reduce((sum, one) => sum + one, 0);
  return { runs, errors, flows: errorsOf.size, worst: most > 0 ? worst : "" };
}

function runsTile(answers: Answers): Tile {
  const answer = answers.get("error-rate");
  if (!answer) return { name: "Runs", value: "–", note: "not known" };
  const { runs, flows } = totals(answer);
  return { name: "Runs", value: number(runs), note: `of ${plural(flows, "flow")}` };
}

function errorsTile(answers: Answers, { href }: Context): Tile {
  const answer = answers.get("error-rate");
  if (!answer) return { name: "Errors", value: "–", note: "not known" };
  const { runs, errors, worst } = totals(answer);
  if (errors === 0) return { name: "Errors", value: "0", note: "none in this range" };
  return {
    name: "Errors",
    value: number(errors),
    note: `${quantity(errors / runs, "ratio")} of runs, most in ${worst}`,
    alarming: true,
    href: href({ place: { view: "runs" }, flow: worst }),
  };
}

function slowTile(answers: Answers, { href }: Context): Tile {
  const answer = answers.get("latency");
  const p95 = answer && numberOf(answer, "p95");
  const slowest = p95 && answer.rows.toSorted((a, b) => p95(b) - p95(a))[0];
  if (!slowest) return { name: "Slowest flow", value: "–", note: "no runs" };
  const flow = textOf(answer, "flow")(slowest);
  const to = href({ place: { view: "flow", id: flow } });
  return { name: "Slowest flow", value: duration(p95(slowest)), note: `p95 of ${flow} at its worst`, href: to };
}

function nodeTile(answers: Answers, { href }: Context): Tile {
  const answer = answers.get("slowest-nodes");
  const [slowest] = answer?.rows ?? [];
  if (!answer || !slowest) return { name: "Slowest node", value: "–", note: "no nodes measured" };
  const flow = textOf(answer, "flow")(slowest);
  const note = `p95 of ${textOf(answer, "node")(slowest)} in ${flow}`;
  const to = href({ place: { view: "flow", id: flow } });
  return { name: "Slowest node", value: duration(numberOf(answer, "p95")(slowest)), note, href: to };
}

function openTile(open: readonly FailureRecord[] | undefined, { href }: Context): Tile {
  const to = href({ place: { view: "failures" } });
  if (open === undefined) return { name: "To replay", value: "–", note: "no records are kept" };
  const count = open.length < MAX_OPEN ? number(open.length) : `${MAX_OPEN}+`;
  const note = open.length === 0 ? "no failure is open" : `last ${open[0]?.code} in ${open[0]?.flow}`;
  return { name: "To replay", value: count, note, href: to, alarming: open.length > 0 };
}
