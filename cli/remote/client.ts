import { Option } from "commander";
import { CliError } from "../cli-error.ts";
import { readSession } from "../dev/session.ts";
import type { Io } from "../io.ts";
import { parsedAnswer } from "./answer.ts";
import { bodyText } from "./body.ts";

export interface RemoteOptions {
  readonly url?: string;
  readonly token?: string;
}

/** Of every command that asks a gateway. */
export const REMOTE_OPTIONS: readonly Option[] = [
  new Option("--url <url>", "the gateway's address; default: where `flows dev` is up").env("FLOWGATE_URL"),
  new Option("--token <token>", "of an operator; default: the one of `flows dev`").env("FLOWGATE_ADMIN_TOKEN"),
];

const DEFAULT_URL = "http://localhost:8787";
const TIMEOUT_MS = Number(process.env.FLOWGATE_ANSWER_TIMEOUT_MS) || 30_000;

export interface Remote {
  readonly url: URL;
  /** Sends a request, and follows no redirect; a `CliError` if nothing answers. The answer's body may take its time. */
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
  /** Asks the admin API, and reads its JSON; a `CliError` if it refuses, or is none. */
  readonly ask: (path: string, init?: RequestInit) => Promise<unknown>;
}

export function remoteOf(options: RemoteOptions, io: Io): Remote {
  const session = options.url === undefined ? readSession(io.cwd) : undefined;
  const url = urlOf(options.url ?? session?.url ?? DEFAULT_URL);
  const token = tokenOf(options.token ?? session?.token);
  const send = (path: string, init: RequestInit = {}) => inTime((within) => sent(new URL(path, url), init, within));
  return {
    url,
    send,
    ask: (path, init = {}) => {
      const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...init.headers };
      return inTime(async (within) => {
        const response = await sent(new URL(path, url), { ...init, headers }, within);
        return parsedAnswer(response, await bodyText(response));
      });
    },
  };
}

function urlOf(text: string): URL {
  const url = URL.parse(text);
  const next = "write it as https://gateway.example.com";
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CliError("CLI001", `"${text}" is no address`, { next });
  if (url.username === "" && url.password === "") return url;
  throw new CliError("CLI001", "the address has a name or password in it", { next: "give the token: --token" });
}

function tokenOf(token: string | undefined): string | undefined {
  if (token === undefined || /^[!-~]+$/.test(token)) return token;
  const next = "give it as it was set, without quotes or line breaks: --token, or FLOWGATE_ADMIN_TOKEN";
  throw new CliError("CLI001", "the token has characters that no token has", { next });
}

/** Work that has so much time. The signal says when it is over. */
async function inTime<Done>(work: (within: AbortSignal) => Promise<Done>): Promise<Done> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), TIMEOUT_MS);
  try {
    return await work(over.signal);
  } catch (cause) {
    if (!over.signal.aborted) throw cause;
    throw new CliError("CLI201", `the gateway does not answer within ${TIMEOUT_MS / 1000} s`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

async function sent(url: URL, init: RequestInit, within: AbortSignal): Promise<Response> {
  const signal = init.signal ? AbortSignal.any([init.signal, within]) : within;
  try {
    return await fetch(url, { ...init, redirect: "manual", signal });
  } catch (cause) {
    throw new CliError("CLI201", `nothing answers at ${url.origin}${reasonOf(cause)}`, { cause });
  }
}

/** That a connection is refused is what an address says where nobody listens; anything else is worth a word. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code !== "string" || code === "ECONNREFUSED" ? "" : `: ${code}`;
}

/** A query of what was given. */
export function queryOf(members: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return query === "" ? "" : `?${query}`;
}
