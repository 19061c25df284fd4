import type { Context, View } from "../context.ts";
import { h, refill } from "../dom.ts";
import { type Fact, factList } from "../facts.ts";
import { findRun } from "../find-run.ts";
import { bytes, duration, fullTime } from "../format.ts";
import { marksOfRun } from "../graph/marks.ts";
import { picture } from "../graph/picture.ts";
import { emptyNotice, loadingNotice, problemNotice } from "../notice.ts";
import { badge } from "../run-table.ts";
import { waterfall } from "../waterfall.ts";
import type { FailureRecord, Run } from "../wire.ts";

/** One run: how it ended and why, when its nodes ran, and the way it took through its flow. */
export function runView(id: string, context: Context): View {
  const element = h("div", { class: "stack" }, loadingNotice());
  let done = false;
  return {
    title: "Run",
    element,
    refresh: async (signal) => {
      // A run that has ended does not change.
      if (done) return;
      const found = await findRun(id, context, signal);
      if (found.ok) {
        done = true;
        refill(element, ...(await sections(found.value, context, signal)));
      } else if (found.problem.kind === "refused") {
        const unknown = found.problem.status === 404;
        refill(element, unknown ? unknownRun(id) : problemNotice(found.problem, context.refresh));
      }
    },
    dispose: () => undefined,
  };
}

async function sections(run: Run, context: Context, signal: AbortSignal): Promise<readonly HTMLElement[]> {
  const graph = context.catalog.graphs.find(({ name }) => name === run.flow);
  const isSame = graph?.version === run.version;
  const heading = h("h1", {}, badge(run.outcome), " ", run.flow, h("span", { class: "muted" }, ` ${run.place}`));
  const head = h(
    "section",
    { class: "card" },
    h("header", {}, heading),
    await why(run, context, signal),
    facts(run, context),
  );
  const nodes = run.nodes.length > 0 ? waterfall(run) : noNodes();
  const timeline = h("section", { class: "card" }, h("header", {}, h("h2", {}, "Timeline")), nodes);
  const stale = `Version ${graph?.version} is mounted now; the run was of ${run.version}.`;
  const way = graph && [
    h(
      "header",
      {},
      h("h2", {}, "The way it took"),
      h("a", { href: context.href({ place: { view: "flow", id: run.flow, run: run.run_id } }) }, "In its flow"),
    ),
    ...(isSame ? [] : [h("p", { class: "muted" }, stale)]),
    picture(graph, marksOfRun(run), innerWidth >= 900),
  ];
  return [head, timeline, ...(way ? [h("section", { class: "card" }, ...way)] : [])];
}

/** In the words of the failure, and what can be done about it. */
async function why(run: Run, context: Context, signal: AbortSignal): Promise<HTMLElement | undefined> {
  if (run.code === "") return undefined;
  const node = run.failed_node === "" ? "" : ` in node ${run.failed_node}`;
  const text = run.error === "" ? "" : `: ${run.error}`;
  const record = await recordOf(run, context, signal);
  const link =
    record && h("a", { href: context.href({ place: { view: "failure", id: record.id } }) }, "Its record, to replay it");
  return h("p", { class: "why" }, h("code", {}, run.code), `${node}${text} `, link);
}

async function recordOf(run: Run, context: Context, signal: AbortSignal): Promise<FailureRecord | undefined> {
  const { flow, event_id: eventId } = run;
  const params = { flow, event_id: eventId, limit: 1 };
  const found = await context.ask<{ failures: readonly FailureRecord[] }>("/_flow/failures", params, signal);
  return found.ok ? found.value.failures[0] : undefined;
}

function facts(run: Run, { href }: Context): HTMLElement {
  const positive = (value: number, text: (value: number) => string): string => (value > 0 ? text(value) : "");
  const others = run.links.map((id) => h("a", { href: href({ place: { view: "run", id } }), class: "mono" }, id));
  const list: readonly Fact[] = [
    ["duration", duration(run.duration_ms)],
    ["guard", positive(run.guard_ms, duration)],
    ["started", fullTime(run.started_at_ms)],
    ["waited", positive(run.lag_ms, duration)],
    ["trigger", [...new Set([run.source, run.trigger])].filter(Boolean).join(", ")],
    ["status", positive(run.status, String)],
    ["settlement", run.settlement.replaceAll("_", " ")],
    ["attempt", String(run.attempt)],
    ["nodes", `${run.nodes_run}${run.retries > 0 ? `, ${run.retries} retries` : ""}`],
    ["done before", run.kept !== undefined && run.kept.length > 0 && run.kept.join(", ")],
    ["batch", positive(run.batch_size, (size) => `of ${size}`)],
    ["received", positive(run.bytes_in, bytes)],
    ["sent", positive(run.bytes_out, bytes)],
    ["items", positive(run.stream_items, String)],
    ["version", run.version],
    ["data centre", run.colo],
    ["run", h("code", {}, run.run_id)],
    [
      "event, and its other runs",
      h("a", { href: href({ place: { view: "runs", q: run.event_id } }), class: "mono" }, run.event_id),
    ],
    ["trace", run.trace_id === "" ? "" : h("code", {}, run.trace_id)],
    ["led to or from", others.length > 0 && h("span", {}, ...others)],
  ];
  return factList(list);
}

function unknownRun(id: string): HTMLElement {
  const kept =
    "The history keeps the last runs of each flow, and metrics are kept for a while: it may be too old, or was never one of this gateway.";
  return h("section", { class: "card" }, emptyNotice(`No run ${id}`, kept, h("a", { href: "#/runs" }, "Latest runs")));
}

const noNodes = () =>
  emptyNotice(
    "Its nodes were not recorded",
    "A refused event runs none. A deployed Worker records nodes where node points are switched on.",
  );
