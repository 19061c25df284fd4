import type { Context, View } from "../context.ts";
import { h, refill } from "../dom.ts";
import { type Fact, factList } from "../facts.ts";
import { fullTime } from "../format.ts";
import { emptyNotice, loadingNotice, problemNotice } from "../notice.ts";
import { replayControl } from "../replay.ts";
import type { FailureRecord } from "../wire.ts";
import { stateOf } from "./failures.ts";

/** One failure: what failed and why, what it was given, and the way to run it again. */
export function failureView(id: string, context: Context): View {
  const element = h("div", { class: "stack" }, loadingNotice());
  const control = replayControl(id, context, () => void context.refresh());
  let shown = "";
  return {
    title: "Failure",
    element,
    refresh: async (signal) => {
      const found = await context.ask<FailureRecord>(`/_flow/failures/${encodeURIComponent(id)}`, {}, signal);
      if (found.ok) {
        const text = JSON.stringify(found.value);
        if (text !== shown) refill(element, ...sections(found.value, context, control));
        shown = text;
      } else if (found.problem.kind === "refused") {
        shown = "";
        refill(element, found.problem.status === 404 ? gone() : problemNotice(found.problem, context.refresh));
      }
    },
    dispose: () => undefined,
  };
}

function sections(failure: FailureRecord, { href }: Context, control: HTMLElement): readonly HTMLElement[] {
  const { flow, code, error, node, place, payload, run_id: runId } = failure;
  const heading = h("h1", {}, stateOf(failure), " ", flow, h("span", { class: "muted" }, ` ${place}`));
  const where = node === undefined ? "" : ` in node ${node}`;
  const why = h("p", { class: "why" }, h("code", {}, code), `${where}: ${error}`);
  const list: readonly Fact[] = [
    ["tries", String(failure.attempts)],
    ["class", failure.class],
    ["first failed", fullTime(failure.first_at_ms)],
    ["last failed", fullTime(failure.last_at_ms)],
    ["replays", failure.replays > 0 && String(failure.replays)],
    ["last replay", failure.replayed_at_ms !== undefined && fullTime(failure.replayed_at_ms)],
    ["version", failure.version],
    [
      "event, and its runs",
      h("a", { href: href({ place: { view: "runs", q: failure.event_id } }), class: "mono" }, failure.event_id),
    ],
    ["run", runId !== undefined && h("a", { href: href({ place: { view: "run", id: runId } }), class: "mono" }, runId)],
    ["trace", failure.traceparent !== undefined && h("code", {}, failure.traceparent)],
  ];
  const parts = [h("header", {}, heading), why, control, factList(list)];
  const details = jsonSection("Details", failure.details);
  return [h("section", { class: "card" }, ...parts), payloadSection(payload), ...(details ? [details] : [])];
}

function payloadSection({ kind, body, bytes }: FailureRecord["payload"]): HTMLElement {
  const head = h("header", {}, h("h2", {}, "Payload"), h("span", { class: "muted" }, kind));
  if (kind === "omitted") {
    return h("section", { class: "card" }, head, emptyNotice("Its payload was not kept", "So it cannot be replayed."));
  }
  if (kind === "blob") {
    const size = `${bytes} bytes, in the bucket: a replay reads it from there.`;
    return h("section", { class: "card" }, head, h("p", { class: "muted" }, size));
  }
  return h("section", { class: "card" }, head, code(body));
}

function jsonSection(title: string, value: unknown): HTMLElement | undefined {
  const isEmpty = typeof value !== "object" || value === null || Object.keys(value).length === 0;
  return isEmpty ? undefined : h("section", { class: "card" }, h("header", {}, h("h2", {}, title)), code(value));
}

function code(value: unknown): HTMLElement {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return h("pre", { class: "scroll", tabindex: 0 }, h("code", {}, text));
}

function gone(): HTMLElement {
  const kept = "Failures are kept for a while: it may be too old.";
  return h(
    "section",
    { class: "card" },
    emptyNotice("No such failure", kept, h("a", { href: "#/failures" }, "Failures")),
  );
}
