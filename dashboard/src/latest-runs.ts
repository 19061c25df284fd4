import type { Context } from "./context.ts";
import { h, refill } from "./dom.ts";
import { type FoundRuns, findRuns } from "./find-runs.ts";
import { emptyNotice, loadingNotice, problemNotice } from "./notice.ts";
import { runTable } from "./run-table.ts";

export interface LatestRuns {
  readonly element: HTMLElement;
  /** What was found; undefined where there is no answer. */
  refresh(signal: AbortSignal): Promise<FoundRuns | undefined>;
}

/** A card with the latest runs, at most `max`. */
export function latestRuns(context: Context, max: number): LatestRuns {
  const body = h("div", { class: "body" }, loadingNotice());
  const all = h("a", {}, "All runs");
  const header = h("header", {}, h("h2", { id: "latest-runs" }, "Latest runs"), all);
  return {
    element: h("section", { class: "card", "aria-labelledby": "latest-runs" }, header, body),
    refresh: async (signal) => {
      const { flow, place } = context.address();
      all.href = context.href({ place: { view: "runs" }, flow: place.view === "flow" ? place.id : flow });
      const found = await findRuns(context, signal);
      if (!found.ok) {
        if (found.problem.kind === "refused") refill(body, problemNotice(found.problem, context.refresh));
        return undefined;
      }
      const lines = found.value.lines.slice(0, max);
      const { scrollTop = 0 } = body.querySelector(".scroll") ?? {};
      const nothing = () => emptyNotice("No runs in this range", "Widen the range, or lift a filter.");
      refill(body, lines.length > 0 ? runTable(lines, context) : nothing());
      body.firstElementChild?.scrollTo(0, scrollTop);
      return found.value;
    },
  };
}
