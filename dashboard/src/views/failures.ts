import type { Context, View } from "../context.ts";
import { h, refill } from "../dom.ts";
import { fullTime, moment } from "../format.ts";
import { emptyNotice, loadingNotice, problemNotice } from "../notice.ts";
import { spanOf } from "../range.ts";
import { badge } from "../run-table.ts";
import type { FailureRecord } from "../wire.ts";

interface Page {
  readonly failures: readonly FailureRecord[];
}

const LIMIT = 100;
const HEAD = ["state", "flow", "code", "error", "tries", "last"];

/** What was given up and kept: the open ones first of all, as they wait for somebody. */
export function failuresView(context: Context): View {
  const body = h("div", { class: "body" }, loadingNotice());
  const open = h("input", { type: "checkbox", id: "open-only" });
  open.addEventListener("change", () =>
    context.go({ place: { view: "failures", ...(!open.checked && { all: true }) } }),
  );
  const tools = h("div", { class: "tools" }, h("label", { for: "open-only" }, open, " open only"));
  const text = "Events that were given up, with what a replay needs. One stays open until a replay of it completes.";
  const heading = h("div", {}, h("h1", {}, "Failures"), h("p", { class: "muted" }, text));
  return {
    title: "Failures",
    element: h("section", { class: "card" }, h("header", {}, heading, tools), body),
    refresh: async (signal) => {
      const { flow, range, place } = context.address();
      open.checked = !(place.view === "failures" && place.all);
      const { from: since, to: until } = spanOf(range, Date.now());
      // What is open waits, however long ago it failed.
      const times = open.checked ? {} : { since, until };
      const params = { flow, limit: LIMIT, open: open.checked || undefined, ...times };
      const found = await context.ask<Page>("/_flow/failures", params, signal);
      if (found.ok) refill(body, listOf(found.value.failures, open.checked, context));
      else if (found.problem.kind === "refused") refill(body, problemNotice(found.problem, context.refresh));
    },
    dispose: () => undefined,
  };
}

function listOf(failures: readonly FailureRecord[], openOnly: boolean, context: Context): HTMLElement {
  if (failures.length === 0) {
    return openOnly
      ? emptyNotice("Nothing is open", "Every failure that is kept was replayed with success, or there was none.")
      : emptyNotice("No failures in this range", "Widen the range, or lift a filter.");
  }
  const head = HEAD.map((name) => h("th", { scope: "col", class: name === "tries" ? "number" : "" }, name));
  const rows = failures.map((failure) => rowOf(failure, context));
  const table = h(
    "table",
    { class: "runs failures", "aria-label": "Failures" },
    h("thead", {}, h("tr", {}, ...head)),
    h("tbody", {}, ...rows),
  );
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Failures" }, table);
}

function rowOf(failure: FailureRecord, { href }: Context): HTMLElement {
  const { id, flow, code, error, node, attempts, last_at_ms: atMs } = failure;
  const to = href({ place: { view: "failure", id } });
  const time = h("time", { datetime: new Date(atMs).toISOString(), title: fullTime(atMs) }, moment(atMs));
  return h(
    "tr",
    {},
    h("td", {}, h("a", { href: to, class: "row-link" }, stateOf(failure))),
    h("td", {}, flow),
    h("td", { class: "mono" }, code, node !== undefined && h("span", { class: "muted" }, ` in ${node}`)),
    h("td", { class: "wide" }, error),
    h("td", { class: "number" }, attempts),
    h("td", { class: "time" }, time),
  );
}

/** Open, or what its last replay came to. */
export function stateOf({ replays, replay_outcome: outcome }: FailureRecord): HTMLElement {
  if (replays === 0) return h("span", { class: "badge bad" }, "open");
  if (outcome === "completed" || outcome === "duplicate") return h("span", { class: "badge good" }, "replayed");
  const again = badge(outcome ?? "failed");
  again.textContent = `replay ${outcome ?? "failed"}`;
  return again;
}
