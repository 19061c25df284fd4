import type { Context, View } from "../context.ts";
import { h, refill } from "../dom.ts";
import { findRun } from "../find-run.ts";
import { marksOfRange, marksOfRun } from "../graph/marks.ts";
import { type Marks, picture } from "../graph/picture.ts";
import { latestRuns } from "../latest-runs.ts";
import { emptyNotice, loadingNotice } from "../notice.ts";
import { panelCard } from "../panel-card.ts";
import { numberOf } from "../rows.ts";
import type { Graph, PanelAnswer, Run } from "../wire.ts";

const PANELS = ["runs", "latency"];
const LATEST = 15;
const WIDE_PX = 900;

/** One flow: its graph with what its nodes did, in all or in one run; how often and how long it ran; its latest runs. */
export function flowView(name: string, context: Context): View {
  const graph = context.catalog.graphs.find((one) => one.name === name);
  if (!graph) return unknownFlow(name);
  const entry = context.catalog.flows.find((one) => one.name === name);
  const inFlow: Context = {
    ...context,
    panel: (panel, signal, more) => context.panel(panel, signal, { ...more, flow: name }),
  };
  const canvas = h("div", { class: "body" }, loadingNotice());
  const of = h("p", { class: "muted" });
  const cards = context.catalog.panels
    .filter((panel) => PANELS.includes(panel.name))
    .map((panel) => panelCard(panel, inFlow));
  const title = h(
    "div",
    {},
    h("h1", {}, name, h("span", { class: "muted" }, ` ${graph.version}`)),
    h("p", { class: "muted" }, entry?.summary),
  );
  const drawn = h("section", { class: "card" }, h("header", {}, title, of), canvas);
  const latest = latestRuns(inFlow, LATEST);
  const grid = h("div", { class: "grid" }, ...cards.map((card) => card.element));
  let shown = "";

  const draw = async (signal: AbortSignal) => {
    const { place } = context.address();
    const runId = place.view === "flow" ? place.run : undefined;
    const found =
      runId === undefined ? await rangeMarks(graph, inFlow, signal) : await runMarks(runId, context, signal);
    if (signal.aborted) return;
    refill(of, ...caption(runId, found.run, context));
    const next = JSON.stringify([[...found.marks.counts], [...(found.marks.taken ?? [])], innerWidth >= WIDE_PX]);
    if (next === shown) return;
    shown = next;
    const left = canvas.querySelector(".graph-scroll")?.scrollLeft ?? 0;
    refill(canvas, picture(graph, found.marks, innerWidth >= WIDE_PX));
    const scroll = canvas.querySelector(".graph-scroll");
    if (scroll) scroll.scrollLeft = left;
  };
  return {
    title: name,
    element: h("div", { class: "stack" }, drawn, grid, latest.element),
    refresh: async (signal) => {
      await Promise.all([draw(signal), latest.refresh(signal), ...cards.map((card) => card.refresh(signal))]);
    },
    dispose: () => {
      for (const card of cards) card.dispose();
    },
  };
}

interface Found {
  readonly marks: Marks;
  readonly run?: Run;
}

async function runMarks(id: string, context: Context, signal: AbortSignal): Promise<Found> {
  const found = await findRun(id, context, signal);
  return found.ok ? { marks: marksOfRun(found.value), run: found.value } : { marks: { counts: new Map() } };
}

async function rangeMarks(graph: Graph, { panel }: Context, signal: AbortSignal): Promise<Found> {
  const aliases = graph.nodes.filter(({ kind }) => kind === "trigger").map(({ alias }) => alias);
  const [nodes, ...triggers] = await Promise.all([
    panel<PanelAnswer>("slowest-nodes", signal),
    ...aliases.map((trigger) => panel<PanelAnswer>("runs", signal, { trigger })),
  ]);
  const counts = triggers.flatMap((found, index) => {
    if (!found.ok) return [];
    const runs = numberOf(found.value, "runs");
    return [[aliases[index] ?? "", found.value.rows.reduce((sum, row) => sum + runs(row), 0)] as const];
  });
  return { marks: marksOfRange(nodes.ok ? nodes.value : undefined, new Map(counts)) };
}

function caption(runId: string | undefined, run: Run | undefined, { href, address }: Context): readonly Node[] {
  const text = (content: string) => document.createTextNode(content);
  if (runId === undefined) return [text("What its nodes did in this range")];
  const { place } = address();
  const all =
    place.view === "flow" ? h("a", { href: href({ place: { view: "flow", id: place.id } }) }, "all runs") : text("");
  const one = run
    ? h("a", { href: href({ place: { view: "run", id: runId } }) }, `one run, ${run.outcome}`)
    : text("a run that is not kept");
  return [text("What its nodes did in "), one, text(" · "), all];
}

function unknownFlow(name: string): View {
  const notice = emptyNotice(`No flow ${name} is mounted`, h("a", { href: "#/flows" }, "Mounted flows"));
  return {
    title: name,
    element: h("section", { class: "card" }, notice),
    refresh: async () => undefined,
    dispose: () => undefined,
  };
}
