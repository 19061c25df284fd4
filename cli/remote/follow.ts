import { CliError } from "../cli-error.ts";
import { answerAs, Failures, type ListedFailure, type ListedRun, Runs } from "./answer.ts";
import { queryOf, type Remote } from "./client.ts";

export type Followed =
  | { readonly kind: "run"; readonly atMs: number; readonly entry: ListedRun }
  | { readonly kind: "failure"; readonly atMs: number; readonly entry: ListedFailure };

export interface FollowOptions {
  readonly flow?: string | undefined;
  readonly failed?: boolean | undefined;
  /** So many of those that are there already. */
  readonly last: number;
}

export interface FollowPorts {
  readonly remote: Pick<Remote, "ask">;
  /** Ends early, and at once from then on, when the signal fires. */
  readonly wait: (delayMs: number) => Promise<void>;
  readonly signal: AbortSignal;
  /** Something to say that is no entry. */
  readonly notice: (text: string) => void;
}

/** Between two looks: the first while something happens, up to the second while nothing does or nobody answers. */
const MIN_WAIT_MS = 1_000;
const MAX_WAIT_MS = 15_000;
/** What an isolate finished may reach the history so much later than what another one did. */
const OVERLAP_MS = 30_000;
/** Of one look. Failures come with their payloads. */
const MAX_RUNS = 1_000;
const MAX_FAILURES = 100;

/**
 * Runs and failures of a gateway as they come, oldest first, until the signal fires. A look asks for what ended since the
 * newest entry before it, less an overlap, so that it stays small. A gateway that stops answering is asked again; one that
 * refuses, or never answered, is a `CliError`.
 */
export async function* follow(options: FollowOptions, ports: FollowPorts): AsyncGenerator<Followed> {
  let seen = new Set<string>();
  let newestMs: number | undefined;
  let waitMs = MIN_WAIT_MS;
  while (!ports.signal.aborted) {
    const found = await look(options, newestMs, ports);
    if (found) {
      const fresh = found.filter((entry) => !seen.has(idOf(entry)));
      yield* newestMs === undefined ? fresh.slice(-options.last) : fresh;
      newestMs = Math.max(newestMs ?? 0, found.at(-1)?.atMs ?? 0);
      // What lies before the overlap is not asked for again.
      seen = new Set(found.map(idOf));
      waitMs = fresh.length > 0 ? MIN_WAIT_MS : Math.min(MAX_WAIT_MS, waitMs * 1.5);
    } else waitMs = Math.min(MAX_WAIT_MS, waitMs * 2);
    await ports.wait(waitMs);
  }
}

/** Undefined where the gateway did not answer this time. */
async function look(
  { flow, failed }: FollowOptions,
  newestMs: number | undefined,
  ports: FollowPorts,
): Promise<readonly Followed[] | undefined> {
  const { remote, signal, notice } = ports;
  const since = newestMs === undefined ? undefined : Math.max(0, newestMs - OVERLAP_MS);
  const runs = queryOf({ flow, failed, ended_since: since, limit: MAX_RUNS });
  const failures = queryOf({ flow, since, limit: MAX_FAILURES });
  try {
    const [ran, kept] = await Promise.all([
      remote.ask(`/_flow/runs${runs}`, { signal }).then((answer) => answerAs(Runs, answer)),
      remote.ask(`/_flow/failures${failures}`, { signal }).then((answer) => answerAs(Failures, answer)),
    ]);
    const full = ran.runs.length === MAX_RUNS || kept.failures.length === MAX_FAILURES;
    if (full && since !== undefined) notice("more happens than one look shows; some are left out");
    return inOrder(ran.runs, kept.failures);
  } catch (error) {
    if (signal.aborted) return undefined;
    if (newestMs === undefined || !(error instanceof CliError) || !TRY_AGAIN.has(error.code)) throw error;
    notice(`${error.message}; it is asked again`);
    return undefined;
  }
}

const TRY_AGAIN: ReadonlySet<string> = new Set(["CLI201", "CLI206"]);

function inOrder(runs: readonly ListedRun[], failures: readonly ListedFailure[]): readonly Followed[] {
  const entries: Followed[] = [
    ...runs.map((entry) => ({ kind: "run", atMs: entry.ended_at_ms, entry }) as const),
    ...failures.map((entry) => ({ kind: "failure", atMs: entry.last_at_ms, entry }) as const),
  ];
  return entries.sort((a, b) => a.atMs - b.atMs);
}

/** A failure that comes again is told again. */
function idOf({ kind, atMs, entry }: Followed): string {
  return kind === "run" ? entry.run_id : `${entry.id}@${atMs}`;
}
