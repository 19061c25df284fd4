import { type ListedFlow, type Listing, triggerText } from "../mount/listing.ts";

const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
p { margin: 0 0 1.5rem; opacity: .8; }
article { border-top: 1px solid var(--line); padding: 1rem 0; }
h2 { font-size: 1rem; margin: 0; }
h2 small { font-weight: normal; opacity: .7; }
ul { list-style: none; margin: .5rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .5rem; }
code { font: .875rem/1.4 ui-monospace, monospace; border: 1px solid var(--line); border-radius: .25rem; padding: .1rem .4rem; overflow-wrap: anywhere; }
strong { color: #c22; }
`;

/** `GET /` for a browser. Everything shown is escaped. */
export function homePage({ flows, unready }: Listing): string {
  const count = `${flows.length} flow${flows.length === 1 ? "" : "s"}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Flowgate</title>
<style>${STYLE}</style>
<h1>Flowgate</h1>
<p>${count} mounted. The same list as JSON: send <code>accept: application/json</code>.</p>
${flows.map((flow) => article(flow, unready.includes(flow.name))).join("\n")}
</html>
`;
}

function article({ name, version, summary, triggers }: ListedFlow, notReady: boolean): string {
  return `<article>
<h2>${escapeHtml(name)} <small>${escapeHtml(version)}</small>${notReady ? " <strong>not ready</strong>" : ""}</h2>
${summary === undefined ? "" : `<div>${escapeHtml(summary)}</div>`}
<ul>${triggers.map((trigger) => `<li><code>${escapeHtml(triggerText(trigger))}</code></li>`).join("")}</ul>
</article>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
