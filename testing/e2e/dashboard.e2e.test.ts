import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openChromium } from "./chromium.ts";
import { type LocalServer, startLocal, until } from "./local-server.ts";

/** What the page looked like, for who reads the tests' output. */
const SHOTS = join(import.meta.dirname, "..", "..", "coverage", "dashboard");
const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 360, height: 780 };

let server: LocalServer;
let browser: Browser;
const open: BrowserContext[] = [];

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true });
  [server, browser] = await Promise.all([startLocal(), openChromium()]);
}, 420_000);
afterEach(() => Promise.all(open.splice(0).map((context) => context.close())));
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const shot = (page: Page, name: string) => page.screenshot({ path: join(SHOTS, `${name}.png`) });
const bearer = () => ({ authorization: `Bearer ${server.token}` });
const get = async (path: string) => (await fetch(`${server.url}${path}`, { headers: bearer() })).json();
const post = (path: string, body: unknown) =>
  fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

interface Opened {
  readonly page: Page;
  /** What went wrong in it, or left the gateway. */
  readonly complaints: readonly string[];
}

/** A browser that nobody has signed in with. */
async function newPage(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  open.push(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // The browser's own words for an answer that the page shows in its way.
    const isAnswer = /^Failed to load resource: .* status of 40[14] /.test(message.text());
    if (!isAnswer && ["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(`${server.url}/`) && !request.url().startsWith("data:")) {
      complaints.push(`asked ${request.url()}`);
    }
  });
  return { page, complaints };
}

async function signedIn(hash = "#/", options: Parameters<typeof newPage>[0] = {}): Promise<Opened> {
  const opened = await newPage(options);
  await opened.page.goto(`${server.url}/_flow#token=${server.token}`);
  await opened.page.getByRole("link", { name: "Overview" }).waitFor();
  await opened.page.goto(`${server.url}/_flow${hash}`);
  return opened;
}

/** In the page, as an aborted request is reported to the test later than the next one. */
const COUNT_FETCHES = `
  var mostAtOnce = 0;
  let running = 0;
  const { fetch: ask } = window;
  window.fetch = (...args) => {
    mostAtOnce = Math.max(mostAtOnce, ++running);
    return ask(...args).finally(() => running--);
  };`;

const card = (page: Page, name: string) => page.locator(`[data-panel="${name}"]`);

interface FailedRun {
  readonly run_id: string;
  readonly failed_node: string;
  readonly nodes: readonly { readonly node: string }[];
}

let traffic: Promise<void> | undefined;

/** Once for all tests that need it. */
function sendTraffic(): Promise<void> {
  traffic ??= sendEvents();
  return traffic;
}

/** Every example once and more, with runs that fail. Ends when what came by the queue is counted too. */
async function sendEvents(): Promise<void> {
  const sent = Array.from({ length: 6 }, async (_, index) => {
    await post("/echo", { value: `  HeLLo ${index} ` });
    await fetch(`${server.url}/workers/echo/ada?shout=true`);
    await (await fetch(`${server.url}/workers/echo/ada/stream?count=2&interval_ms=1`)).text();
    await post("/orders", { id: `page-${index}`, total: 10 * index, express: index % 2 === 0 });
  });
  await Promise.all(sent);
  await (await post("/site/stream", { site: "/pricing" })).text();
  await post("/echo", { value: 7 });
  await fetch(`${server.url}/orders/nobody`);
  // Its price is no JSON number: the message is given up.
  await post("/orders", { id: "page-poison", total: 1.7e308 });
  await fetch(`${server.url}/cdn-cgi/handler/scheduled?cron=*/5+*+*+*+*&format=json`);
  const failures = () => get("/_flow/failures?flow=fulfil_order") as Promise<{ failures: unknown[] }>;
  expect((await until(failures, ({ failures: found }) => found.length > 0)).failures).toHaveLength(1);
  const orders = () => get("/_flow/runs?flow=fulfil_order") as Promise<{ runs: unknown[] }>;
  expect((await until(orders, ({ runs }) => runs.length >= 7)).runs.length).toBeGreaterThanOrEqual(7);
}

describe("the dashboard, before anything ran", () => {
  it("asks who is not signed in for the token, and says when it is wrong", async () => {
    const { page, complaints } = await newPage();
    const response = await page.goto(`${server.url}/_flow`);
    expect(response?.status()).toBe(401);
    await page.getByLabel("Admin token").fill("not-the-token-at-all");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("This token is not").waitFor();
    await shot(page, "sign-in");
    await page.getByLabel("Admin token").fill(server.token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Nothing has run in this range").waitFor();
    expect(complaints).toEqual([]);
  });

  it("is signed in to by the link of npm start, which leaves no token in the address, and out of again", async () => {
    const { page } = await newPage();
    await page.goto(`${server.url}/_flow#token=${server.token}`);
    await page.getByRole("link", { name: "Overview" }).waitFor();
    expect(page.url()).not.toContain(server.token);
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/_flow" });
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Admin token").waitFor();
    // Pasted over the address of the page that asks for it.
    await page.goto(`${server.url}/_flow#token=${server.token}`);
    await page.getByRole("link", { name: "Overview" }).waitFor();
  });

  it("says what to send where nothing ran, and what it says works", async () => {
    const { page, complaints } = await signedIn();
    const command = page.locator(".command code").first();
    await command.waitFor();
    await shot(page, "empty");
    const [, url = ""] = /^curl (\S+)$/.exec((await command.textContent()) ?? "") ?? [];
    expect((await fetch(url)).status).toBe(200);
    // It asks again by itself.
    await card(page, "runs").locator("canvas").waitFor({ timeout: 20_000 });
    expect(complaints).toEqual([]);
  });
});

describe("the dashboard, with traffic", () => {
  beforeAll(sendTraffic);

  it("draws every panel, and the latest runs", async () => {
    const { page, complaints } = await signedIn("#/?range=15m");
    const { panels } = (await get("/_flow/api/panels")) as { panels: { name: string; draw: string }[] };
    const shown = panels.filter(({ name }) => !["latest-runs", "run-nodes"].includes(name));
    await card(page, "runs").locator("canvas").waitFor();
    await expect.poll(() => page.locator(".notice.loading").count()).toBe(0);
    expect(await page.locator("[data-panel]").count()).toBe(shown.length);
    expect(await page.locator(".notice.problem").count()).toBe(0);
    for (const name of ["runs", "error-rate", "latency", "queue-lag"]) {
      expect(await card(page, name).locator("canvas").count(), name).toBe(1);
    }
    const latest = page.getByRole("table", { name: "Latest runs" });
    await expect.poll(() => latest.getByRole("row").count()).toBeGreaterThan(10);
    expect(await page.locator(".tile", { hasText: "To replay" }).locator("strong").textContent()).toBe("1");
    await shot(page, "overview");
    expect(complaints).toEqual([]);
  });

  it("gives a chart's numbers as a table", async () => {
    const { page } = await signedIn();
    const runs = card(page, "runs");
    await runs.locator("canvas").waitFor();
    expect(await runs.getByRole("img").getAttribute("aria-label")).toMatch(
      /^Runs by flow and outcome since .*completed/,
    );
    await runs.getByRole("button", { name: "Table" }).press("Enter");
    await runs.getByRole("cell", { name: "fulfil_order" }).first().waitFor();
    expect(await runs.locator("canvas").count()).toBe(0);
  });

  it("filters by flow, trigger and range, by the address, which Back goes back in", async () => {
    const { page, complaints } = await signedIn("#/runs");
    const flows = () => page.locator("table.runs td:nth-child(2)").allTextContents();
    await page.getByLabel("Flow", { exact: true }).selectOption("fulfil_order");
    await expect.poll(async () => [...new Set(await flows())]).toEqual(["fulfil_order"]);
    await page.getByRole("button", { name: "24 h" }).click();
    await page.getByLabel("Trigger", { exact: true }).selectOption("http");
    await page.getByText("No runs in this range").waitFor();
    expect(page.url()).toContain("#/runs?range=24h&flow=fulfil_order&source=http");
    await page.goBack();
    await expect.poll(async () => (await flows()).length).toBeGreaterThan(0);
    const { page: shared } = await signedIn("#/runs?flow=read_order");
    await shared.getByText("ORDER_UNKNOWN").waitFor();
    expect(await shared.getByLabel("Flow", { exact: true }).inputValue()).toBe("read_order");
    expect(complaints).toEqual([]);
  });

  it("leads from a run to its timeline, its graph, its failure, and through a replay to the new run", async () => {
    const { runs } = (await get("/_flow/runs?flow=fulfil_order&failed=true")) as { runs: FailedRun[] };
    const { run_id: id, failed_node: failed, nodes: ran } = runs[0] ?? ({} as FailedRun);
    const { page, complaints } = await signedIn("#/runs?flow=fulfil_order&failed=true");
    await page.locator(`a.row-link[href*="${id}"]`).click();
    await page.getByRole("list", { name: "Nodes by the time they began" }).waitFor();
    const names = await page.locator(".waterfall li .name").allTextContents();
    expect(names.toSorted()).toEqual(ran.map(({ node }) => node).toSorted());
    expect(await page.locator(".graph .node.failed .alias").allTextContents()).toContain(failed);
    // Its price is not that of an express order.
    expect(await page.locator(".graph .node.dim .alias").allTextContents()).toContain("express");
    await shot(page, "run");
    await page.getByRole("link", { name: "Its record, to replay it" }).click();
    await page.locator("pre", { hasText: "page-poison" }).waitFor();
    await page.getByRole("button", { name: "Replay…" }).click();
    await page.getByRole("button", { name: "Replay now" }).click();
    const status = page.getByRole("group", { name: "Replay" }).getByRole("status");
    await status.getByText("failed").waitFor();
    await page.getByText("replay failed").waitFor();
    await shot(page, "failure");
    await page.getByRole("link", { name: "See the new run" }).click();
    await page.getByRole("heading", { name: "fulfil_order" }).waitFor();
    await page.locator(".facts dd", { hasText: "replay" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("cancels a replay without one", async () => {
    const before = JSON.stringify(await get("/_flow/failures"));
    const { page } = await signedIn("#/failures");
    await page.locator("a.row-link").first().click();
    await page.getByRole("button", { name: "Replay…" }).click();
    await page.getByRole("button", { name: "Cancel" }).press("Enter");
    await page.getByRole("button", { name: "Replay…" }).waitFor();
    expect(JSON.stringify(await get("/_flow/failures"))).toBe(before);
  });

  it("draws a flow with its triggers, branches, effects and counts", async () => {
    const { page, complaints } = await signedIn("#/flows/fulfil_order");
    const node = (name: string) => page.locator(".graph g.node", { hasText: name });
    await node("price").locator(".count").waitFor();
    expect(await node("queue orders").getAttribute("class")).toContain("trigger");
    expect(await node("price").getAttribute("class")).toContain("branch");
    expect(await node("save").getAttribute("class")).toContain("effectful");
    expect(await page.locator(".graph .edge-label").allTextContents()).toEqual(
      expect.arrayContaining(["then", "else"]),
    );
    expect(await node("price").locator(".count").textContent()).toMatch(/^\d+× · p95/);
    await shot(page, "flow");
    expect(complaints).toEqual([]);
  });

  it("shows text from outside as text", async () => {
    const name = '<img src=x onerror="alert(1)">';
    await post("/orders", { id: name, total: 1.7e308 });
    const found = () => get("/_flow/failures?flow=fulfil_order") as Promise<{ failures: { id: string }[] }>;
    const { failures } = await until(found, ({ failures: all }) => all.length > 1);
    const { page, complaints } = await signedIn(`#/failures/${encodeURIComponent(failures[0]?.id ?? "")}`);
    await page.getByText("onerror").waitFor();
    await page.goto(`${server.url}/_flow#/?flow=${encodeURIComponent(name)}`);
    await page.getByText("No runs in this range").first().waitFor();
    expect(await page.locator("img").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("says when the run, the flow or the failure is not there", async () => {
    const { page } = await signedIn("#/runs/0198");
    await page.getByText("No run 0198").waitFor();
    await page.goto(`${server.url}/_flow#/flows/nowhere`);
    await page.getByText("No flow nowhere is mounted").waitFor();
    await page.goto(`${server.url}/_flow#/failures/nowhere~1`);
    await page.getByText("No such failure").waitFor();
  });
});

describe("the dashboard, on other screens and on bad days", () => {
  beforeAll(sendTraffic);

  it.each(["#/", "#/runs", "#/failures", "#/flows", "#/flows/fulfil_order"])("fits a phone: %s", async (hash) => {
    const { page, complaints } = await signedIn(hash, { viewport: PHONE });
    await expect.poll(() => page.locator(".notice.loading").count()).toBe(0);
    const excess = () => page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    expect(await excess()).toBeLessThanOrEqual(0);
    if (hash === "#/") await shot(page, "phone");
    expect(complaints).toEqual([]);
  });

  it("is dark where that is asked for", async () => {
    const { page, complaints } = await signedIn("#/?range=15m", { colorScheme: "dark" });
    await card(page, "latency").locator("canvas").waitFor();
    const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(background).toBe("rgb(15, 16, 20)");
    await shot(page, "dark");
    expect(complaints).toEqual([]);
  });

  it("is worked with the keyboard alone", async () => {
    const { page } = await signedIn("#/runs");
    await page.locator("a.row-link").first().waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to content");
    await page.keyboard.press("Enter");
    for (let presses = 0; presses < 6; presses++) {
      await page.keyboard.press("Tab");
      if ((await page.evaluate("document.activeElement.className")) === "row-link") break;
    }
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toMatch(/#\/runs\/[0-9a-f-]{36}/);
  });

  it("keeps the focus while it refreshes, and stops asking when paused", async () => {
    const { page } = await signedIn("#/runs");
    const first = page.locator("a.row-link").first();
    await first.focus();
    const href = await first.getAttribute("href");
    const asked = page.waitForResponse((response) => response.url().includes("latest-runs"));
    await asked;
    await page.waitForResponse((response) => response.url().includes("latest-runs"));
    expect(await page.evaluate("document.activeElement.getAttribute('href')")).toBe(href);
    await page.getByRole("button", { name: "Live" }).click();
    let requests = 0;
    page.on("request", () => requests++);
    await page.waitForTimeout(6_000);
    expect(requests).toBe(0);
  });

  it("says so when the gateway fails or is gone, keeps what it has, and recovers", async () => {
    const { page } = await signedIn();
    await card(page, "runs").locator("canvas").waitFor();
    const refusal = { error: "the store of metrics does not answer", code: "RES105" };
    await page.route("**/api/panels/latency*", (route) => route.fulfill({ status: 503, json: refusal }));
    await card(page, "latency").getByText("The store of metrics does not answer").waitFor({ timeout: 20_000 });
    await shot(page, "problem");
    await page.unroute("**/api/panels/latency*");
    await card(page, "latency").getByRole("button", { name: "Try again" }).click();
    await card(page, "latency").locator("canvas").waitFor();
    await page.context().setOffline(true);
    await page.getByText("The gateway does not answer").waitFor({ timeout: 20_000 });
    expect(await card(page, "runs").locator("canvas").count()).toBe(1);
    await page.context().setOffline(false);
    await page.getByText("The gateway does not answer").waitFor({ state: "hidden", timeout: 20_000 });
    await page.context().clearCookies();
    await page.getByText("You are signed out").waitFor({ timeout: 20_000 });
  });

  it("shows the runs of the history where no metrics can be read", async () => {
    const { page, complaints } = await newPage();
    const refusal = { error: "no store of metrics is configured", code: "RES101" };
    await page.route("**/api/panels/*", (route) => route.fulfill({ status: 404, json: refusal }));
    await page.goto(`${server.url}/_flow#token=${server.token}`);
    await page.getByText("No metrics to draw").waitFor();
    await page.getByRole("table", { name: "Latest runs" }).getByText("take_order").first().waitFor();
    expect(await card(page, "runs").isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });

  it("asks for at most four panels at once, and drops what is stale", async () => {
    const { page } = await signedIn("#/failures");
    await page.evaluate(COUNT_FETCHES);
    const failed = page.waitForEvent("requestfailed", { predicate: (request) => request.url().includes("/panels/") });
    await page.route("**/api/panels/runs*", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.continue().catch(() => undefined);
    });
    await page.evaluate("location.hash = '#/?range=6h'");
    await page.waitForTimeout(300);
    await page.evaluate("location.hash = '#/?range=24h'");
    expect((await failed).failure()?.errorText).toContain("ERR_ABORTED");
    await card(page, "runs").locator("canvas").waitFor();
    expect(await page.evaluate("mostAtOnce")).toBe(4);
  });

  it("holds no more after many refreshes than after a few", async () => {
    const { page } = await signedIn("#/?range=15m");
    await card(page, "runs").locator("canvas").waitFor();
    const devtools = await page.context().newCDPSession(page);
    const refresh = async (times: number) => {
      for (let index = 0; index < times; index++) {
        const last = page.waitForResponse((response) => response.url().includes("/panels/versions"));
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
        await last;
      }
    };
    const held = async () => {
      await devtools.send("HeapProfiler.collectGarbage");
      return devtools.send("Memory.getDOMCounters");
    };
    await refresh(5);
    const before = await held();
    await refresh(12);
    const after = await held();
    // Each refresh makes about a thousand nodes anew.
    expect(after.nodes - before.nodes).toBeLessThan(3_000);
    expect(after.jsEventListeners - before.jsEventListeners).toBeLessThan(50);
  });
});
