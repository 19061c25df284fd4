import { type Chart, createChart, spoken } from "./charts/chart.ts";
import { type Choice, plotOf } from "./charts/series.ts";
import { dataTable, type TableOptions } from "./charts/table.ts";
import type { Context } from "./context.ts";
import { h, refill } from "./dom.ts";
import { words } from "./format.ts";
import { emptyNotice, loadingNotice } from "./notice.ts";
import type { Panel, PanelAnswer } from "./wire.ts";

export interface PanelPicture {
  readonly element: HTMLElement;
  draw(answer: PanelAnswer, choice: Choice): void;
  tabulate(answer: PanelAnswer, options: TableOptions): void;
  replace(content: HTMLElement): void;
  dispose(): void;
}

/** What a panel shows: its chart, its rows, or that there is nothing. A chart stays while its numbers change. */
export function panelPicture(panel: Panel, { go }: Context): PanelPicture {
  const element = h("div", { class: "body" }, loadingNotice());
  let chart: Chart | undefined;
  const replace = (content: HTMLElement) => {
    chart?.dispose();
    chart = undefined;
    const { scrollTop = 0, scrollLeft = 0 } = element.querySelector(".scroll") ?? {};
    refill(element, content);
    content.scrollTo(scrollLeft, scrollTop);
  };
  const open = () => {
    const made = createChart({
      draw: panel.draw === "bars" ? "bars" : "lines",
      label: panel.title,
      onZoom: (fromMs, toMs) => go({ range: { kind: "fixed", fromMs, toMs } }),
    });
    element.replaceChildren(made.element);
    return made;
  };
  return {
    element,
    draw: (answer, choice) => {
      const plot = plotOf(panel, answer, choice);
      if (plot.series.length === 0) return replace(emptyOf(panel, answer, choice));
      chart ??= open();
      chart.draw(plot, spoken(panel.title, plot));
    },
    tabulate: (answer, options) => {
      const isEmpty = answer.rows.length === 0;
      replace(isEmpty ? emptyOf(panel, answer, { measures: [], by: [] }) : dataTable(answer, options));
    },
    replace,
    dispose: () => chart?.dispose(),
  };
}

/** Most panels are quiet because all is well: that is said as such. */
const QUIET: Readonly<Record<string, readonly [string, string]>> = {
  retries: ["Nothing was retried", "No run was put off, no node tried again, no message given up."],
  timeouts: ["No timeouts", "Every run kept well within its guard."],
  "queue-lag": ["No messages", "No flow ran for a queue in this range."],
  cron: ["No ticks", "No schedule came due in this range."],
  "slowest-nodes": ["No nodes measured", "A deployed Worker writes points of nodes where they are switched on."],
};

function emptyOf({ name }: Panel, { rows }: PanelAnswer, { measures }: Choice): HTMLElement {
  const quiet = QUIET[name];
  if (quiet) return emptyNotice(...quiet);
  if (rows.length === 0) return emptyNotice("No runs in this range", "Widen the range, or lift a filter.");
  return emptyNotice(`No ${measures.map((measure) => words(measure.name)).join(", ")}`, "All is zero in this range.");
}
