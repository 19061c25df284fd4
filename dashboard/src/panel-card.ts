import type { Answer } from "./api.ts";
import { type Choice, groupingsOf, groupsOf, measuresOf } from "./charts/series.ts";
import type { Context } from "./context.ts";
import { h } from "./dom.ts";
import { words } from "./format.ts";
import { problemNotice } from "./notice.ts";
import { panelPicture } from "./panel-picture.ts";
import type { Cell, Column, Panel, PanelAnswer } from "./wire.ts";

export interface PanelCard {
  readonly element: HTMLElement;
  refresh(signal: AbortSignal): Promise<Answer<PanelAnswer>>;
  dispose(): void;
}

/** One panel: its chart or its table, with its heading, what to choose from, and its rows as a table. */
export function panelCard(panel: Panel, context: Context): PanelCard {
  const picture = panelPicture(panel, context);
  const tools = panelTools(panel, () => show());
  const title = h("h2", { id: `panel-${panel.name}` }, panel.title);
  const text = h("div", {}, title, h("p", { class: "muted" }, panel.meaning));
  const attributes = { class: "card", "aria-labelledby": title.id, "data-panel": panel.name };
  const element = h("section", attributes, h("header", {}, text, tools.element), picture.element);
  let answer: PanelAnswer | undefined;
  const show = () => {
    if (!answer) return;
    if (tools.asTable()) picture.tabulate(answer, tableOptions(panel, context));
    else picture.draw(answer, tools.choice(answer));
  };
  return {
    element,
    refresh: async (signal) => {
      const found = await context.panel<PanelAnswer>(panel.name, signal);
      answer = found.ok ? found.value : answer;
      if (found.ok) show();
      else if (found.problem.kind === "refused") picture.replace(problemNotice(found.problem, context.refresh));
      return found;
    },
    dispose: picture.dispose,
  };
}

interface PanelTools {
  readonly element: HTMLElement;
  readonly asTable: () => boolean;
  readonly choice: (answer: PanelAnswer) => Choice;
}

/** Which measure, grouped how, as a chart or as a table. */
function panelTools(panel: Panel, onChange: () => void): PanelTools {
  if (panel.draw === "table") {
    return { element: h("div"), asTable: () => true, choice: () => ({ measures: [], by: [] }) };
  }
  const measures = measuresOf(panel);
  const groupings = groupingsOf(panel);
  const measure = picker(`Measure of ${panel.title}`, measureOptions(panel, measures), onChange);
  // Only a lone count can be added up over its groups.
  const isAdditive = measures.length === 1 && panel.unit === "count" && groupings.length > 1;
  const by = picker(`Groups of ${panel.title}`, isAdditive ? groupOptions(groupings) : [], onChange);
  const table = h("button", { type: "button", class: "quiet", "aria-pressed": "false" }, "Table");
  table.addEventListener("click", () => {
    table.setAttribute("aria-pressed", String(table.getAttribute("aria-pressed") !== "true"));
    onChange();
  });
  return {
    element: h("div", { class: "tools" }, isAdditive && by, measures.length > 1 && measure, table),
    asTable: () => table.getAttribute("aria-pressed") === "true",
    choice: (answer) => ({
      measures: chosen(panel, answer, measure.value),
      by: isAdditive ? by.value.split(" ") : groupings,
    }),
  };
}

function picker(label: string, options: readonly (readonly [string, string])[], onPick: () => void): HTMLSelectElement {
  const entries = options.map(([value, text]) => h("option", { value }, text));
  return h("select", { "aria-label": label, onchange: onPick }, ...entries);
}

/** All measures of the panel's own unit, where there is a single group to draw them of. */
const AUTO = "";

function measureOptions(panel: Panel, measures: readonly Column[]): readonly (readonly [string, string])[] {
  const own = measures.filter(({ unit }) => unit === panel.unit);
  const named = measures.map(({ name }) => [name, words(name)] as const);
  return own.length > 1 ? [[AUTO, "auto"], ...named] : named;
}

/** The last grouping tells most: how it ended, rather than what it was. */
function groupOptions(groupings: readonly string[]): readonly (readonly [string, string])[] {
  const single = groupings.toReversed().map((name) => [name, `by ${words(name)}`] as const);
  return [...single, [groupings.join(" "), `by ${groupings.map(words).join(" and ")}`]];
}

/** Where nothing is picked: every measure of a single group, else the one that says most of each. */
function chosen(panel: Panel, answer: PanelAnswer, picked: string): readonly Column[] {
  const measures = answer.columns.filter(({ type }) => type === "number");
  const named = measures.filter(({ name }) => name === picked);
  if (named.length > 0) return named;
  const own = measures.filter(({ unit }) => unit === panel.unit);
  if (groupsOf(answer) === 1 && panel.draw === "lines") return own;
  const telling = own.find(({ name }) => name.endsWith("p95")) ?? own[0] ?? measures[0];
  return telling ? [telling] : [];
}

function tableOptions(panel: Panel, context: Context) {
  const [bar] = measuresOf(panel);
  return {
    label: panel.title,
    ...(panel.draw === "table" && bar && { bar: bar.name }),
    link: ({ name }: Column, value: Cell) =>
      name === "flow" ? context.href({ place: { view: "flow", id: String(value) } }) : undefined,
  };
}
