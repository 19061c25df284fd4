import type { Address } from "./address.ts";
import type { Catalog } from "./context.ts";
import { h } from "./dom.ts";
import { moment } from "./format.ts";
import { PRESETS, type PresetName, spanOf } from "./range.ts";

export interface Filters {
  readonly element: HTMLElement;
  show(address: Address): void;
}

/** Runs that no trigger of a flow starts. */
const OTHER_SOURCES = ["rpc", "replay"];

/** Range, flow and trigger kind: what every view is narrowed by. */
export function createFilters(catalog: Catalog, change: (change: Partial<Address>) => void): Filters {
  const presets = Object.entries(PRESETS).map(([name, { label, title }]) => {
    const pick = () => change({ range: { kind: "last", name: name as PresetName } });
    return h("button", { type: "button", "data-key": name, title, onclick: pick }, label);
  });
  const custom = customRange(change);
  const kinds = catalog.flows.flatMap(({ triggers }) => triggers.map(({ kind }) => kind));
  const flow = select(
    "Flow",
    "all flows",
    catalog.flows.map(({ name }) => name),
    (value) => change({ flow: value }),
  );
  const source = select("Trigger", "all triggers", [...new Set([...kinds, ...OTHER_SOURCES])], (value) =>
    change({ source: value }),
  );
  const ranges = h("div", { class: "segments", role: "group", "aria-label": "Time range" }, ...presets, custom.element);
  return {
    element: h("div", { class: "filters", role: "search", "aria-label": "Filters" }, ranges, flow, source),
    show: (address) => {
      const { range } = address;
      for (const button of presets) {
        const active = range.kind === "last" && button.dataset.key === range.name;
        button.setAttribute("aria-pressed", String(active));
      }
      custom.show(address);
      choose(flow, address.flow);
      choose(source, address.source);
    },
  };
}

function select(
  label: string,
  all: string,
  names: readonly string[],
  pick: (value: string) => void,
): HTMLSelectElement {
  const options = names.map((name) => h("option", { value: name }, name));
  const element = h("select", { "aria-label": label, "data-key": label }, h("option", { value: "" }, all), ...options);
  element.addEventListener("change", () => pick(element.value));
  return element;
}

/** A shared address may name a flow that is not mounted: it is shown all the same, as it is what filters. */
function choose(element: HTMLSelectElement, value: string): void {
  if (![...element.options].some((option) => option.value === value)) element.append(h("option", { value }, value));
  element.value = value;
  element.classList.toggle("set", value !== "");
}

function customRange(change: (change: Partial<Address>) => void) {
  const from = h("input", { type: "datetime-local", id: "from", step: 1, required: true });
  const to = h("input", { type: "datetime-local", id: "to", step: 1, required: true });
  const problem = h("p", { class: "problem", role: "alert" });
  const summary = h("summary", { "data-key": "custom" }, "custom");
  const apply = (event: Event) => {
    event.preventDefault();
    const [fromMs, toMs] = [Date.parse(from.value), Date.parse(to.value)];
    problem.textContent = fromMs < toMs ? "" : "From must be before to.";
    if (!(fromMs < toMs)) return;
    element.open = false;
    change({ range: { kind: "fixed", fromMs, toMs } });
  };
  const form = h(
    "form",
    { onsubmit: apply },
    h("label", { for: "from" }, "From", from),
    h("label", { for: "to" }, "To", to),
    h("button", { class: "primary" }, "Show"),
    problem,
  );
  const element = h("details", { class: "custom" }, summary, form);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    element.open = false;
    summary.focus();
  });
  return {
    element,
    show: ({ range }: Address) => {
      const { from: fromMs, to: toMs = Date.now() } = spanOf(range, Date.now());
      from.value = local(fromMs);
      to.value = local(toMs);
      summary.classList.toggle("set", range.kind === "fixed");
      summary.textContent = range.kind === "fixed" ? `${moment(fromMs)} – ${moment(toMs)}` : "custom";
    },
  };
}

/** As a field for local times wants it. */
function local(ms: number): string {
  const offsetMs = new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - offsetMs).toISOString().slice(0, 19);
}
