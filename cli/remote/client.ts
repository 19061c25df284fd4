import { Option } from "commander";
import { CliError } from "../cli-error.ts";
import { readSession } from "../dev/session.ts";
import type { Io } from "../io.ts";

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
const TIMEOUT_MS = 30_000;

export interface Remote {
  readonly url: URL;
  /** Sends a request; a `CliError` if nothing answers. */
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
  /** Asks the admin API; a `CliError` if it refuses. */
  readonly ask: <Answer>(path: string, init?: RequestInit) => Promise<Answer>;
}

export function remoteOf(options: RemoteOptions, io: Io): Remote {
  const session = options.url === undefined ? readSession(io.cwd) : undefined;
  const url = urlOf(options.url ?? session?.url ?? DEFAULT_URL);
  const token = options.token ?? session?.token;
  const send = (path: string, init: RequestInit = {}) => sent(new URL(path, url), init);
  return {
    url,
    send,
    ask: async (path, init = {}) => {
      const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...init.headers };
      return answered(await send(path, { ...init, headers }));
    },
  };
}

function urlOf(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new CliError("CLI001", `"${text}" is no address`, { cause, next: "write it as https://gateway.example.com" });
  }
}

async function sent(url: URL, init: RequestInit): Promise<Response> {
  try {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    return await fetch(url, { ...init, signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
  } catch (cause) {
    throw new CliError("CLI201", `nothing answers at ${url.origin}`, { cause });
  }
}

async function answered<Answer>(response: Response): Promise<Answer> {
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  const { error = text.slice(0, 200), code } = parsed(text);
  const what = `${response.status} ${code ?? ""}`.trim();
  if (response.status >= 500) throw new CliError("CLI206", `the gateway cannot answer: ${what}: ${error}`);
  throw new CliError("CLI202", `the gateway refuses: ${what}: ${error}`, nextFor(response.status, code));
}

function parsed(text: string): { readonly error?: string; readonly code?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function nextFor(status: number, code: string | undefined): { readonly next?: string } {
  if (status === 401 || status === 403) return { next: "give an operator's token: --token, or FLOWGATE_ADMIN_TOKEN" };
  if (code === "REPLAY102") return { next: "--force replays it again, with its effects" };
  if (status === 404) return { next: "see whether the id or name is right, and whether the gateway has `adminApi`" };
  return {};
}

/** A query of what was given. */
export function queryOf(members: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return query === "" ? "" : `?${query}`;
}
