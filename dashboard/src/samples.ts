import { h } from "./dom.ts";
import { triggerText } from "./format.ts";
import { command } from "./notice.ts";
import type { FlowEntry, Trigger } from "./wire.ts";

const MAX_SAMPLES = 4;

/** Where nothing has run yet: what would make something run. */
export function firstSteps(flows: readonly FlowEntry[]): readonly HTMLElement[] {
  const routes = flows.flatMap(({ name, triggers }) => triggers.map((trigger) => ({ name, trigger })));
  // Those that need no body first: they work as they stand.
  const sorted = routes.toSorted((a, b) => Number(b.trigger.method === "GET") - Number(a.trigger.method === "GET"));
  const samples = sorted.flatMap(({ name, trigger }) => {
    const text = sampleOf(trigger);
    return text === undefined ? [] : [h("li", {}, h("span", {}, `${name} · ${triggerText(trigger)}`), command(text))];
  });
  return [
    h("h2", {}, "Nothing has run in this range"),
    h("p", { class: "muted" }, "Send something: a run shows here within seconds. Or choose a longer range above."),
    h("ul", { class: "samples" }, ...samples.slice(0, MAX_SAMPLES)),
  ];
}

/** A request that reaches the flow; whether its body fits, the flow says. */
function sampleOf({ kind, method, path }: Trigger): string | undefined {
  if (kind !== "http" || path === undefined) return undefined;
  const url = `${location.origin}${path.replaceAll(/:(\w+)[+*?]?/g, "$1")}`;
  if (method === "GET" || method === "ALL") return `curl ${url}`;
  return `curl -X ${method} ${url} --json '{}'`;
}
