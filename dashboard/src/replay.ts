import { send } from "./api.ts";
import type { Context } from "./context.ts";
import { h, refill } from "./dom.ts";
import { textOf } from "./notice.ts";
import { badge } from "./run-table.ts";
import type { Replayed } from "./wire.ts";

/** The button that runs a failed event again: asks first, then says what it came to and where the new run is. */
export function replayControl(id: string, context: Context, onDone: () => void): HTMLElement {
  const element = h("div", { class: "replay", role: "group", "aria-label": "Replay" });
  const first = h("button", { type: "button", class: "primary", onclick: () => ask() }, "Replay…");
  const result = h("p", { role: "status" });
  const start = () => refill(element, first, result);
  const ask = () => {
    const yes = h("button", { type: "button", class: "primary", onclick: () => void replay() }, "Replay now");
    const no = h("button", { type: "button", onclick: () => back() }, "Cancel");
    const text = "This runs the event again, with its effects. What the ledger knows to be done is not done twice.";
    result.textContent = "";
    refill(element, h("p", {}, text), yes, no);
    yes.focus();
  };
  const back = () => {
    start();
    first.focus();
  };
  const replay = async () => {
    refill(element, h("p", { class: "loading", role: "status" }, h("span", { class: "pulse" }), "Running"));
    const found = await send<Replayed>(`/_flow/failures/${encodeURIComponent(id)}/replay`);
    if (found.ok) refill(result, ...outcomeOf(found.value, context));
    else result.textContent = `It was not replayed: ${textOf(found.problem).join(". ")}`;
    back();
    onDone();
  };
  start();
  return element;
}

function outcomeOf({ result = "", run_id: runId }: Replayed, { href }: Context): readonly Node[] {
  if (result === "not_mounted") return [document.createTextNode("Its flow is not mounted any more: nothing ran.")];
  const text = document.createTextNode(" ");
  const link = runId ? [h("a", { href: href({ place: { view: "run", id: runId } }) }, "See the new run")] : [];
  return [badge(result), text, ...link];
}
