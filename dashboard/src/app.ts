/** The dashboard: reads the address, shows its view, and asks again every five seconds. */
import { type Address, hashOf, type Place, parseAddress } from "./address.ts";
import { type Answer, ask, type Params, type Problem } from "./api.ts";
import type { Catalog, Context, View } from "./context.ts";
import { h } from "./dom.ts";
import { loadingNotice, problemNotice, textOf } from "./notice.ts";
import { spanOf } from "./range.ts";
import { createRefresher } from "./refresher.ts";
import { createShell } from "./shell.ts";
import { takeToken } from "./token-link.ts";
import { failureView } from "./views/failure.ts";
import { failuresView } from "./views/failures.ts";
import { flowView } from "./views/flow.ts";
import { flowsView } from "./views/flows.ts";
import { overviewView } from "./views/overview.ts";
import { runView } from "./views/run.ts";
import { runsView } from "./views/runs.ts";
import type { Panel } from "./wire.ts";

const REFRESH_MS = 5_000;

// Somebody who is signed in already may follow the link that signs in.
takeToken();
addEventListener("hashchange", () => takeToken());
void start();

async function start(): Promise<void> {
  document.body.replaceChildren(h("main", {}, loadingNotice()));
  const { signal } = new AbortController();
  const [flows, panels] = await Promise.all([
    ask<Omit<Catalog, "panels">>("/_flow/api/flows", {}, signal),
    ask<{ panels: readonly Panel[] }>("/_flow/api/panels", {}, signal),
  ]);
  if (flows.ok && panels.ok) return run({ ...flows.value, panels: panels.value.panels });
  const failed = flows.ok ? panels : flows;
  if (failed.ok) return;
  if (failed.problem.kind === "signed-out") return location.reload();
  document.body.replaceChildren(
    h(
      "main",
      {},
      problemNotice(failed.problem, () => void start()),
    ),
  );
}

function run(catalog: Catalog): void {
  let address = parseAddress(location.hash);
  let view: View | undefined;
  let shown = "";
  const go = (change: Partial<Address>) => {
    location.hash = hashOf({ ...address, ...change });
  };
  const href = (change: Partial<Address>) => hashOf({ ...address, ...change });
  const refresher = createRefresher({ everyMs: REFRESH_MS, ask: (signal) => refresh(signal) });
  const filter = (change: Partial<Address>) => {
    // In a flow's own view, another flow is another view.
    const isFlow = address.place.view === "flow" && change.flow !== undefined;
    go(isFlow ? { place: change.flow ? { view: "flow", id: change.flow } : { view: "flows" } } : change);
  };
  const shell = createShell(catalog, { change: filter, setLive: (live) => refresher.setLive(live) });
  const watched = <T>(answer: Answer<T>): Answer<T> => {
    if (answer.ok) shell.announce("");
    else if (answer.problem.kind === "offline" || answer.problem.kind === "signed-out") announce(answer.problem);
    return answer;
  };
  const announce = (problem: Problem) => {
    const again = h("button", { type: "button", onclick: () => location.reload() }, "Sign in");
    shell.announce(textOf(problem).join(". "), problem.kind === "signed-out" ? again : undefined);
  };
  const asked: Context["ask"] = async <T>(path: string, params: Params, signal: AbortSignal) =>
    watched(await ask<T>(path, params, signal));
  const context: Context = {
    address: () => address,
    go,
    href,
    refresh: () => refresher.now(),
    catalog,
    ask: asked,
    panel: <T>(name: string, signal: AbortSignal, more: Params = {}) => {
      const { range, flow, source } = address;
      const params = { ...spanOf(range, Date.now()), flow, source, ...more };
      return asked<T>(`/_flow/api/panels/${name}`, params, signal);
    },
  };
  const refresh = async (signal: AbortSignal) => {
    await view?.refresh(signal);
    if (!signal.aborted) shell.setBusy(false);
  };
  const enter = () => {
    address = parseAddress(location.hash);
    const key = JSON.stringify([address.place.view, "id" in address.place && address.place.id]);
    shell.show(address, href);
    if (key !== shown) {
      view?.dispose();
      view = viewOf(address.place, context);
      shown = key;
      shell.enter(view);
      scrollTo(0, 0);
    }
    shell.setBusy(true);
    refresher.now();
  };
  document.body.replaceChildren(shell.element);
  addEventListener("hashchange", enter);
  enter();
}

function viewOf(place: Place, context: Context): View {
  switch (place.view) {
    case "overview":
      return overviewView(context);
    case "runs":
      return runsView(context);
    case "run":
      return runView(place.id, context);
    case "failures":
      return failuresView(context);
    case "failure":
      return failureView(place.id, context);
    case "flows":
      return flowsView(context);
    case "flow":
      return flowView(place.id, context);
  }
}
