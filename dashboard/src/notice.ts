import type { Problem } from "./api.ts";
import { h } from "./dom.ts";

/** What stands where there is nothing to show, and what to do about it. */
export function emptyNotice(title: string, ...next: readonly (Node | string)[]): HTMLElement {
  return h("div", { class: "notice" }, h("strong", {}, title), ...next.map((one) => h("p", {}, one)));
}

export function loadingNotice(): HTMLElement {
  return h("div", { class: "notice loading", role: "status" }, h("span", { class: "pulse" }), "Loading");
}

export function problemNotice(problem: Problem, retry: () => void): HTMLElement {
  const [title, next] = textOf(problem);
  const again = h("button", { type: "button", onclick: retry }, "Try again");
  return h("div", { class: "notice problem", role: "alert" }, h("strong", {}, title), h("p", {}, next), again);
}

export function textOf(problem: Problem): readonly [title: string, next: string] {
  switch (problem.kind) {
    case "stale":
    case "offline":
      return ["The gateway does not answer", "Is it running, and is this machine online? It is asked again by itself."];
    case "signed-out":
      return ["You are signed out", "Sign in again to go on."];
    case "refused":
      return [sentence(problem.message), adviceOf(problem.code)];
  }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function adviceOf(code: string): string {
  switch (code) {
    case "RES101":
      return "npm start keeps metrics locally. A deployed Worker reads them with the binding ANALYTICS_SQL, or with ACCOUNT_ID and ANALYTICS_TOKEN.";
    case "CAP101":
      return "Bind it in the wrangler file; flows check writes the lines.";
    case "RES104":
      return "Too many questions at once: pause the refresh, or ask for less.";
    case "REPLAY101":
      return "Somebody else replays it: wait for that run to end.";
    case "RES106":
      return "ANALYTICS_TOKEN needs the permission Account Analytics Read.";
    default:
      return code === "" ? "The Worker's logs say more." : `Code ${code}. The Worker's logs say more.`;
  }
}

/** A command to paste into a terminal, with a button that copies it. */
export function command(text: string): HTMLElement {
  const done = h("span", { class: "visually-hidden", role: "status" });
  const copy = async () => {
    await navigator.clipboard?.writeText(text).catch(() => undefined);
    done.textContent = "Copied";
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = "Copy";
      done.textContent = "";
    }, 1_500);
  };
  const button = h("button", { type: "button", onclick: () => void copy() }, "Copy");
  return h("div", { class: "command" }, h("code", {}, text), button, done);
}
