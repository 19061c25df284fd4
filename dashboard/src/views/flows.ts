import type { Context, View } from "../context.ts";
import { h, refill } from "../dom.ts";
import { number, plural, quantity, triggerText } from "../format.ts";
import { emptyNotice } from "../notice.ts";
import { numberOf, textOf } from "../rows.ts";
import type { FlowEntry, PanelAnswer } from "../wire.ts";

interface Count {
  readonly runs: number;
  readonly errors: number;
}

/** What is mounted, with what each did in the range. */
export function flowsView(context: Context): View {
  const list = h("ul", { class: "flows" });
  const show = (counts: ReadonlyMap<string, Count> | undefined) => {
    const { flow, source } = context.address();
    const shown = context.catalog.flows.filter(
      ({ name, triggers }) =>
        (flow === "" || name === flow) && (source === "" || triggers.some(({ kind }) => kind === source)),
    );
    const items = shown.map((one) => item(one, counts, context));
    refill(
      list,
      ...(items.length > 0 ? items : [h("li", {}, emptyNotice("No flow fits the filters", "Lift one of them above."))]),
    );
  };
  show(undefined);
  return {
    title: "Flows",
    element: h("section", { class: "card" }, h("header", {}, h("h1", {}, "Flows")), list),
    refresh: async (signal) => {
      const found = await context.panel<PanelAnswer>("error-rate", signal);
      if (!signal.aborted) show(found.ok ? countsOf(found.value) : undefined);
    },
    dispose: () => undefined,
  };
}

function countsOf(answer: PanelAnswer): ReadonlyMap<string, Count> {
  const [flow, runs, errors] = [textOf(answer, "flow"), numberOf(answer, "runs"), numberOf(answer, "errors")];
  const counts = new Map<string, Count>();
  for (const row of answer.rows) {
    const before = counts.get(flow(row)) ?? { runs: 0, errors: 0 };
    counts.set(flow(row), { runs: before.runs + runs(row), errors: before.errors + errors(row) });
  }
  return counts;
}

function item(
  { name, version, summary, triggers }: FlowEntry,
  counts: ReadonlyMap<string, Count> | undefined,
  { href }: Context,
): HTMLElement {
  const { runs, errors } = counts?.get(name) ?? { runs: 0, errors: 0 };
  const rate =
    errors > 0
      ? h("span", { class: "badge bad" }, `${number(errors)} failed, ${quantity(errors / runs, "ratio")}`)
      : undefined;
  const did = counts && h("span", { class: "did" }, plural(runs, "run"), " ", rate);
  return h(
    "li",
    {},
    h("a", { href: href({ place: { view: "flow", id: name } }) }, name),
    h("span", { class: "muted" }, ` ${version}`),
    did,
    summary !== undefined && h("p", { class: "muted" }, summary),
    h("p", { class: "triggers" }, ...triggers.map((trigger) => h("code", {}, triggerText(trigger)))),
  );
}
