import * as v from "valibot";
import { CliError } from "../cli-error.ts";

/** As the admin API answers them; there is more in each. */
const Run = v.looseObject({
  run_id: v.string(),
  flow: v.string(),
  outcome: v.string(),
  code: v.optional(v.string()),
  error: v.optional(v.string()),
  place: v.optional(v.string()),
  started_at_ms: v.number(),
  ended_at_ms: v.number(),
  duration_ms: v.number(),
});

const Failure = v.looseObject({
  id: v.string(),
  flow: v.string(),
  code: v.string(),
  error: v.optional(v.string()),
  attempts: v.optional(v.number()),
  last_at_ms: v.number(),
});

export type ListedRun = v.InferOutput<typeof Run>;
export type ListedFailure = v.InferOutput<typeof Failure>;

export const Runs = v.looseObject({ runs: v.array(Run) });
export const Failures = v.looseObject({ failures: v.array(Failure) });
export const Panels = v.looseObject({ panels: v.array(v.looseObject({ name: v.string(), title: v.string() })) });

const Column = v.looseObject({ name: v.string(), type: v.optional(v.string()) });
export const PanelRows = v.looseObject({
  columns: v.array(Column),
  rows: v.array(v.array(v.union([v.string(), v.number()]))),
});

const NOT_OURS = "see whether --url is a gateway's, and whether it is of this release";

/** An answer as what it should be. CLI206 for anything else: it is no gateway's, or another release's. */
export function answerAs<Schema extends v.GenericSchema>(schema: Schema, answer: unknown): v.InferOutput<Schema> {
  const read = v.safeParse(schema, answer, { abortEarly: true });
  if (read.success) return read.output;
  const place = v.getDotPath(read.issues[0]) ?? "all of it";
  throw new CliError("CLI206", `the gateway answers something else: ${place} does not fit`, { next: NOT_OURS });
}

const Refusal = v.object({ error: v.optional(v.string()), code: v.optional(v.string()) });

/** The JSON of an answer that is no refusal. */
export function parsedAnswer({ ok, status, headers }: Response, text: string): unknown {
  const answer = parsed(text);
  if (ok && answer !== undefined) return answer;
  const kind = headers.get("content-type")?.split(";")[0] ?? "nothing that says what it is";
  if (ok) throw new CliError("CLI206", `the gateway answers no JSON, but ${kind}`, { next: NOT_OURS });
  const location = headers.get("location");
  if (status < 400) {
    const next = "correct --url, or sign in to what stands before it";
    throw new CliError("CLI202", `the gateway sends elsewhere: ${status} ${location ?? ""}`, { next });
  }
  const read = v.safeParse(Refusal, answer);
  const { error = answer === undefined ? `no JSON, but ${kind}` : text.slice(0, 200), code } = read.success
    ? read.output
    : {};
  const what = `${status} ${code ?? ""}`.trim();
  if (status >= 500) throw new CliError("CLI206", `the gateway cannot answer: ${what}: ${error}`);
  throw new CliError("CLI202", `the gateway refuses: ${what}: ${error}`, nextFor(status, code));
}

/** JSON of whatever status, as long as it is an object. */
export function anyAnswer(response: Response, text: string): unknown {
  const answer = parsed(text);
  return typeof answer === "object" && answer !== null && !("error" in answer) ? answer : parsedAnswer(response, text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nextFor(status: number, code: string | undefined): { readonly next?: string } {
  if (status === 401 || status === 403) return { next: "give an operator's token: --token, or FLOWGATE_ADMIN_TOKEN" };
  if (code === "REPLAY102") return { next: "--force replays it again, with its effects" };
  if (status === 404) return { next: "see whether the id or name is right, and whether the gateway has `adminApi`" };
  return {};
}
