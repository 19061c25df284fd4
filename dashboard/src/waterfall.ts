import { outcomeClass } from "./charts/palette.ts";
import { h, styled } from "./dom.ts";
import { duration } from "./format.ts";
import type { NodeRun, Run } from "./wire.ts";

/** When each node of a run ran, on the run's own scale of time. */
export function waterfall(run: Run): HTMLElement {
  const nodes = run.nodes.toSorted((a, b) => a.started_at_ms - b.started_at_ms);
  const ends = nodes.map((node) => node.started_at_ms + node.duration_ms - run.started_at_ms);
  const spanMs = Math.max(run.duration_ms, ...ends, 1);
  const scale = [0, 0.25, 0.5, 0.75, 1].map((part) => h("span", {}, duration(spanMs * part)));
  const rows = nodes.map((node) => rowOf(node, run, spanMs));
  return h(
    "div",
    { class: "waterfall" },
    h("div", { class: "scale", "aria-hidden": "true" }, h("span", {}), h("div", {}, ...scale)),
    h("ol", { "aria-label": "Nodes by the time they began" }, ...rows),
  );
}

function rowOf(node: NodeRun, run: Run, spanMs: number): HTMLElement {
  const { status, code, attempts } = node;
  const offsetMs = Math.max(0, node.started_at_ms - run.started_at_ms);
  const bar = styled(h("i", { class: outcomeClass(status) }), {
    "--from": `${(offsetMs / spanMs) * 100}%`,
    "--width": `${(node.duration_ms / spanMs) * 100}%`,
  });
  const name = node.flow === run.flow ? node.node : `${node.flow}/${node.node}`;
  const notes = [status === "ok" ? "" : status, code, attempts > 1 ? `${attempts} tries` : ""].filter(Boolean);
  return h(
    "li",
    {},
    h("span", { class: "name", title: name }, name),
    h("div", { class: "track" }, bar),
    h("span", { class: "length" }, duration(node.duration_ms)),
    notes.length > 0 && h("span", { class: `note ${outcomeClass(status)}` }, notes.join(", ")),
    h("span", { class: "visually-hidden" }, ` began after ${duration(offsetMs)}`),
  );
}
