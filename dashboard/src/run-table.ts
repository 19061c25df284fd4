import { outcomeClass } from "./charts/palette.ts";
import type { Context } from "./context.ts";
import { h } from "./dom.ts";
import { duration, fullTime, moment } from "./format.ts";
import { numberOf, textOf } from "./rows.ts";
import type { PanelAnswer } from "./wire.ts";

/** One line of the table of runs, whichever of the two stores it comes from. */
export interface RunLine {
  readonly runId: string;
  readonly atMs: number;
  readonly flow: string;
  readonly place: string;
  readonly outcome: string;
  readonly code: string;
  readonly node: string;
  readonly durationMs: number;
  readonly weight: number;
}

export function linesOf(answer: PanelAnswer): readonly RunLine[] {
  const text = (name: string) => textOf(answer, name);
  const value = (name: string) => numberOf(answer, name);
  const [runId, flow, place, outcome] = [text("run_id"), text("flow"), text("place"), text("outcome")];
  const source = text("source");
  const [code, node] = [text("code"), text("node")];
  const [at, durationMs, weight] = [value("t"), value("duration_ms"), value("weight")];
  return answer.rows.map((row) => ({
    runId: runId(row),
    atMs: at(row) * 1_000,
    flow: flow(row),
    place: placeText(source(row), place(row)),
    outcome: outcome(row),
    code: code(row),
    node: node(row),
    durationMs: durationMs(row),
    weight: weight(row),
  }));
}

/** A route says by itself that it is one. */
export function placeText(source: string, place: string): string {
  return source === "http" || place === "" ? place : `${source} ${place}`;
}

export function badge(outcome: string): HTMLElement {
  return h("span", { class: `badge ${outcomeClass(outcome)}` }, outcome.replaceAll("_", " "));
}

const HEAD = ["outcome", "flow", "trigger", "duration", "code", "when"];

/** Runs, newest first; each leads to its nodes. */
export function runTable(lines: readonly RunLine[], { href }: Context, label = "Latest runs"): HTMLElement {
  const slowest = Math.max(...lines.map(({ durationMs }) => durationMs), 1);
  const rows = lines.map((line) => {
    const { runId, atMs, flow, place, outcome, code, node, durationMs, weight } = line;
    const to = href({ place: { view: "run", id: runId } });
    const part = h("i", { class: "part" });
    part.style.setProperty("--part", `${(durationMs / slowest) * 100}%`);
    return h(
      "tr",
      {},
      h("td", {}, h("a", { href: to, class: "row-link" }, badge(outcome))),
      h("td", {}, flow, weight > 1 && h("span", { class: "muted" }, ` ×${weight}`)),
      h("td", { class: "mono" }, place),
      h("td", { class: "number" }, part, h("span", { class: "length" }, duration(durationMs))),
      h("td", { class: "mono" }, code, node !== "" && h("span", { class: "muted" }, ` in ${node}`)),
      h(
        "td",
        { class: "time" },
        h("time", { datetime: new Date(atMs).toISOString(), title: fullTime(atMs) }, moment(atMs)),
      ),
    );
  });
  const head = HEAD.map((name) => h("th", { scope: "col", class: name === "duration" ? "number" : "" }, name));
  const table = h(
    "table",
    { class: "runs", "aria-label": label },
    h("thead", {}, h("tr", {}, ...head)),
    h("tbody", {}, ...rows),
  );
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, table);
}
