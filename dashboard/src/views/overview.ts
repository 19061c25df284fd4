import type { Context, View } from "../context.ts";
import { h } from "../dom.ts";
import { latestRuns } from "../latest-runs.ts";
import { emptyNotice } from "../notice.ts";
import { panelCard } from "../panel-card.ts";
import { firstSteps } from "../samples.ts";
import { createTiles } from "../tiles.ts";
import type { FailureRecord, PanelAnswer } from "../wire.ts";

const LISTINGS = new Set(["latest-runs", "run-nodes"]);
const LATEST = 25;
/** Panels above the latest runs: how many ran, what failed, what is slow. */
const FIRST = 4;

/** All panels, and the latest runs: is it well, what is slow, what failed. */
export function overviewView(context: Context): View {
  const tiles = createTiles(context);
  const shown = context.catalog.panels.filter(({ name }) => !LISTINGS.has(name));
  const cards = shown.map((panel) => ({ name: panel.name, card: panelCard(panel, context) }));
  const grid = (shown: typeof cards) => h("div", { class: "grid" }, ...shown.map(({ card }) => card.element));
  const [first, others] = [grid(cards.slice(0, FIRST)), grid(cards.slice(FIRST))];
  const latest = latestRuns(context, LATEST);
  const welcome = h("section", { class: "card welcome", hidden: true });
  const unread = h("section", { class: "card", hidden: true }, noMetrics());
  const element = h("div", { class: "overview" }, tiles.element, welcome, unread, first, latest.element, others);
  tiles.show(new Map(), []);

  const refreshRuns = async (signal: AbortSignal) => {
    const found = await latest.refresh(signal);
    if (!found) return;
    const { flow, source } = context.address();
    const isNew = found.lines.length === 0 && flow === "" && source === "";
    if (isNew && welcome.hidden) welcome.replaceChildren(...firstSteps(context.catalog.flows));
    welcome.hidden = !isNew;
    latest.element.hidden = isNew;
    unread.hidden = found.metrics;
    for (const part of [first, others]) part.hidden = isNew || !found.metrics;
  };
  return {
    title: "Overview",
    element,
    refresh: async (signal) => {
      const answers = new Map<string, PanelAnswer>();
      const open = context.ask<{ failures: readonly FailureRecord[] }>(
        "/_flow/failures",
        { open: true, limit: 100, flow: context.address().flow },
        signal,
      );
      const panels = cards.map(async ({ name, card }) => {
        const found = await card.refresh(signal);
        if (found.ok) answers.set(name, found.value);
      });
      const [failures] = await Promise.all([open, refreshRuns(signal), ...panels]);
      if (!signal.aborted) tiles.show(answers, failures.ok ? failures.value.failures : undefined);
    },
    dispose: () => {
      for (const { card } of cards) card.dispose();
    },
  };
}

function noMetrics(): HTMLElement {
  return emptyNotice(
    "No metrics to draw",
    "A deployed Worker reads them with the binding ANALYTICS_SQL, or with ACCOUNT_ID and ANALYTICS_TOKEN: see docs/dashboards.md.",
    "The runs below are those that the history keeps: the last of each flow.",
  );
}
