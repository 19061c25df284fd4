import { createLane } from "./lane.ts";

/** Why there is no answer. */
export type Problem =
  | { readonly kind: "stale" }
  | { readonly kind: "offline" }
  | { readonly kind: "signed-out" }
  | { readonly kind: "refused"; readonly status: number; readonly code: string; readonly message: string };

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export type Params = Readonly<Record<string, string | number | boolean | undefined>>;

/** Panels ask together, but a browser gives one origin six connections: two stay for what the operator does. */
const AT_ONCE = 4;
const lane = createLane(AT_ONCE);

/** Reads. `signal` fires when nobody wants the answer any more. */
export function ask<T>(path: string, params: Params, signal: AbortSignal): Promise<Answer<T>> {
  return lane(() => answered<T>(path + queryOf(params), { signal }));
}

/** Changes something; the header tells the gateway that its own page asks. */
export function send<T>(path: string, body: object = {}): Promise<Answer<T>> {
  const headers = { "content-type": "application/json", "x-flowgate-page": "1" };
  return answered<T>(path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function answered<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  if (init.signal?.aborted) return refused({ kind: "stale" });
  try {
    const response = await fetch(path, { ...init, credentials: "same-origin" });
    if (response.ok) return { ok: true, value: (response.status === 204 ? undefined : await response.json()) as T };
    if (response.status === 401) return refused({ kind: "signed-out" });
    return refused(await refusalOf(response));
  } catch {
    return refused(init.signal?.aborted ? { kind: "stale" } : { kind: "offline" });
  }
}

const refused = <T>(problem: Problem): Answer<T> => ({ ok: false, problem });

async function refusalOf(response: Response): Promise<Problem> {
  const { status } = response;
  const body: { error?: unknown; code?: unknown } = await response.json().catch(() => ({}));
  const message = typeof body.error === "string" ? body.error : `the gateway answered ${status}`;
  return { kind: "refused", status, code: typeof body.code === "string" ? body.code : "", message };
}

export function queryOf(params: Params): string {
  const pairs = Object.entries(params).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  const text = new URLSearchParams(pairs).toString();
  return text === "" ? "" : `?${text}`;
}
