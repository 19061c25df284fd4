import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];
/** Where systems put it that have it on no path. */
const PLACES = [
  "/usr/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** It talks to nobody but the page's server. Without a sandbox only where it could not start with one. */
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const INSTALL_TIMEOUT_MS = 300_000;

/** A Chromium without a window, with a profile of its own. */
export function openChromium(): Promise<Browser> {
  const sandbox = isRoot() ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: findChromium() ?? installChromium(), args: [...FLAGS, ...sandbox] });
}

/** CHROME_PATH, else what is installed under a usual name. */
function findChromium(): string | undefined {
  const { CHROME_PATH: chosen, PATH: path = "" } = process.env;
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new Error(`CHROME_PATH names ${chosen}, which cannot be run`);
  }
  const onPath = path.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...PLACES].find(isExecutable);
}

/** Debian's, where that may be installed. */
function installChromium(): string {
  if (isRoot() && existsSync("/usr/bin/apt-get")) {
    const options = { stdio: "inherit", timeout: INSTALL_TIMEOUT_MS } as const;
    try {
      execFileSync("apt-get", ["update", "-qq"], options);
      execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], options);
    } catch (cause) {
      throw new Error(MISSING, { cause });
    }
  }
  const found = findChromium();
  if (found === undefined) throw new Error(MISSING);
  return found;
}

const MISSING =
  "The dashboard is tested in a Chromium, and none was found: install one (on Debian `apt-get install chromium`), " +
  "or name one in CHROME_PATH.";

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
