import { h } from "./dom.ts";

export type Fact = readonly [name: string, value: Node | string | false | undefined];

/** Names and values; what does not apply is left out. */
export function factList(facts: readonly Fact[]): HTMLElement {
  const known = facts.filter(([, value]) => value !== false && value !== undefined && value !== "");
  return h(
    "dl",
    { class: "facts" },
    ...known.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}
