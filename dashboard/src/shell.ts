import type { Address, Place } from "./address.ts";
import { send } from "./api.ts";
import type { Catalog, View } from "./context.ts";
import { h } from "./dom.ts";
import { createFilters } from "./filters.ts";

export interface Shell {
  readonly element: HTMLElement;
  /** Marks where the operator is. */
  show(address: Address, href: (change: Partial<Address>) => string): void;
  enter(view: View): void;
  /** Told across the page: the gateway is gone, or the session is. */
  announce(text: string, action?: HTMLElement): void;
  setBusy(busy: boolean): void;
}

export interface ShellPorts {
  readonly change: (change: Partial<Address>) => void;
  readonly setLive: (live: boolean) => void;
}

const SECTIONS: readonly (readonly [name: string, place: Place, views: readonly Place["view"][]])[] = [
  ["Overview", { view: "overview" }, ["overview"]],
  ["Runs", { view: "runs" }, ["runs", "run"]],
  ["Failures", { view: "failures" }, ["failures", "failure"]],
  ["Flows", { view: "flows" }, ["flows", "flow"]],
];

/** What stays while views change: where one is, what is filtered, whether it is live. */
export function createShell(catalog: Catalog, { change, setLive }: ShellPorts): Shell {
  const filters = createFilters(catalog, change);
  const links = SECTIONS.map(([name]) => h("a", {}, name));
  const live = liveButton(setLive);
  const leave = h("button", { type: "button", class: "quiet", onclick: () => void signOut() }, "Sign out");
  const banner = h("div", { class: "banner", role: "alert", hidden: true });
  const main = h("main", { id: "main", tabindex: -1 });
  const bar = h(
    "header",
    { class: "topbar" },
    h("a", { class: "brand", href: "#/" }, mark(), "Flowgate"),
    h("nav", { "aria-label": "Sections" }, ...links),
    live.element,
    leave,
  );
  return {
    element: h(
      "div",
      { class: "shell" },
      h("a", { class: "skip", href: "#main", onclick: skipTo(main) }, "Skip to content"),
      bar,
      filters.element,
      banner,
      main,
    ),
    show: (address, href) => {
      const { place } = address;
      filters.show(place.view === "flow" ? { ...address, flow: place.id } : address);
      live.show(isMoving(address));
      for (const [index, [, section, views]] of SECTIONS.entries()) {
        links[index]?.setAttribute("href", href({ place: section }));
        links[index]?.toggleAttribute("aria-current", views.includes(place.view));
      }
    },
    enter: (view) => {
      document.title = `${view.title} · Flowgate`;
      // Who followed a link is now in what it led to, also for a screen reader.
      const followed = main.contains(document.activeElement);
      main.replaceChildren(view.element);
      if (followed) main.focus({ preventScroll: true });
    },
    announce: (text, action) => {
      if (banner.dataset.text !== text) banner.replaceChildren(text, ...(action ? [" ", action] : []));
      banner.dataset.text = text;
      banner.hidden = text === "";
    },
    setBusy: (busy) => main.setAttribute("aria-busy", String(busy)),
  };
}

/** What happened in a fixed range stays as it was. */
function isMoving({ range }: Address): boolean {
  return range.kind === "last" || range.toMs > Date.now();
}

/** Whether the page asks again by itself: as long as the operator wants it, and there is news to come. */
function liveButton(setLive: (live: boolean) => void) {
  const text = document.createTextNode("Live");
  const element = h("button", { type: "button", class: "live" }, h("i"), text);
  let [wanted, moving] = [true, true];
  const show = () => {
    element.setAttribute("aria-pressed", String(wanted && moving));
    element.disabled = !moving;
    text.data = moving ? (wanted ? "Live" : "Paused") : "Fixed range";
    element.title = wanted ? "Asks again every five seconds; press to pause" : "Press to go on";
    setLive(wanted && moving);
  };
  element.addEventListener("click", () => {
    wanted = !wanted;
    show();
  });
  return {
    element,
    show: (isMovingNow: boolean) => {
      moving = isMovingNow;
      show();
    },
  };
}

/** The hash is the address of a view, so this link must not become one. */
function skipTo(main: HTMLElement) {
  return (event: Event) => {
    event.preventDefault();
    main.focus();
  };
}

function mark(): HTMLElement {
  return h("i", { class: "mark", "aria-hidden": "true" });
}

async function signOut(): Promise<void> {
  await send("/_flow/sign-out");
  location.reload();
}
