import type { Answer } from "../api.ts";
import type { Context, View } from "../context.ts";
import { h, refill } from "../dom.ts";
import { findRuns, searchRuns } from "../find-runs.ts";
import { emptyNotice, loadingNotice, problemNotice } from "../notice.ts";
import { type RunLine, runTable } from "../run-table.ts";

/** The latest runs of the range, or what a search by an id finds in the history. */
export function runsView(context: Context): View {
  const body = h("div", { class: "body" }, loadingNotice());
  const search = h("input", {
    type: "search",
    "aria-label": "Find a run by run id, event id, trace id or Idempotency-Key",
    placeholder: "Run, event or trace id",
    spellcheck: "false",
    onchange: () => change({ q: search.value.trim() }),
  });
  const kind = h(
    "select",
    { "aria-label": "Which runs", onchange: () => change({ failed: kind.value === "failed" }) },
    h("option", { value: "" }, "all outcomes"),
    h("option", { value: "failed" }, "not completed"),
  );
  const change = (wanted: Partial<Wanted>) => {
    const { q, failed } = { ...wantedOf(context), ...wanted };
    context.go({ place: { view: "runs", ...(q !== "" && { q }), ...(failed && { failed }) } });
  };
  const form = h("form", { class: "tools", role: "search" }, search, kind);
  form.addEventListener("submit", (event) => event.preventDefault());
  return {
    title: "Runs",
    element: h("section", { class: "card" }, h("header", {}, h("h1", {}, "Runs"), form), body),
    refresh: async (signal) => {
      const wanted = wantedOf(context);
      if (document.activeElement !== search) search.value = wanted.q;
      kind.value = wanted.failed ? "failed" : "";
      const found =
        wanted.q === "" ? await latest(context, signal) : await searchRuns({ q: wanted.q }, context, signal);
      if (found.ok) show(body, found.value, context);
      else if (found.problem.kind === "refused") refill(body, problemNotice(found.problem, context.refresh));
    },
    dispose: () => undefined,
  };
}

interface Wanted {
  readonly q: string;
  readonly failed: boolean;
}

function wantedOf({ address }: Context): Wanted {
  const { place } = address();
  return place.view === "runs" ? { q: place.q ?? "", failed: place.failed ?? false } : { q: "", failed: false };
}

function show(body: HTMLElement, lines: readonly RunLine[], context: Context): void {
  const { scrollTop = 0, scrollLeft = 0 } = body.querySelector(".scroll") ?? {};
  const { failed } = wantedOf(context);
  const shown = failed ? lines.filter(({ outcome }) => outcome !== "completed") : lines;
  refill(body, shown.length > 0 ? runTable(shown, context) : nothing(wantedOf(context)));
  body.firstElementChild?.scrollTo(scrollLeft, scrollTop);
}

async function latest(context: Context, signal: AbortSignal): Promise<Answer<readonly RunLine[]>> {
  const found = await findRuns(context, signal);
  return found.ok ? { ok: true, value: found.value.lines } : found;
}

function nothing({ q, failed }: Wanted): HTMLElement {
  if (q !== "") {
    const kept = "The history keeps the last runs of each flow; an id must be whole.";
    return emptyNotice("No run of the history has this id", kept);
  }
  if (failed) return emptyNotice("All of the latest runs completed", "Widen the range to look further back.");
  return emptyNotice("No runs in this range", "Widen the range, or lift a filter.");
}
