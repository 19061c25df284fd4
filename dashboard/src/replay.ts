import { send } from "./api.ts";
import type { Context } from "./context.ts";
import { h, refill } from "./dom.ts";
import { textOf } from "./notice.ts";
import { badge } from "./run-table.ts";
import type { Replayed } from "./wire.ts";

const FIRST = "This runs the event again, with its effects. What the ledger knows to be done is not done twice.";
const AGAIN =
  "A replay of this failure has completed. Another one repeats its effects, but for those that the ledger knows.";

/** The button that runs a failed event again: asks first, then says what it came to and where the new run is. */
export function replayControl(id: string, context: Context, onDone: () => void): HTMLElement {
  const element = h("div", { class: "replay", role: "group", "aria-label": "Replay" });
  const first = h("button", { type: "button", class: "primary", onclick: () => ask() }, "Replay…");
  const result = h("p", { role: "status" });
  const start = () => refill(element, first, result);
  const ask = (text = FIRST, force = false) => {
    const go = force ? "Replay again" : "Replay now";
    const yes = h("button", { type: "button", class: "primary", onclick: () => void replay(force) }, go);
    const no = h("button", { type: "button", onclick: () => back() }, "Cancel");
    result.textContent = "";
    refill(element, h("p", {}, text), yes, no);
    yes.focus();
  };
  const back = () => {
    start();
    first.focus();
  };
  const replay = async (force: boolean) => {
    refill(element, h("p", { class: "loading", role: "status" }, h("span", { class: "pulse" }), "Running"));
    const found = await send<Replayed>(`/_flow/failures/${encodeURIComponent(id)}/replay`, { force });
    if (!found.ok && found.problem.kind === "refused" && found.problem.code === "REPLAY102") return ask(AGAIN, true);
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
