import { checkOut } from "../../capabilities/queue/claim-check.ts";
import { type Failure, failure } from "../../kernel/errors/failure.ts";
import type { Environment } from "../pipeline/environment.ts";
import { boundBlobs } from "../stores/bound-blobs.ts";
import type { FailureRecord } from "../stores/failure-record.ts";
import { boundSeals } from "../stores/ledger-secrets.ts";
import { readFailure } from "../stores/sealed-failure.ts";
import { type Deferred, deferredOf } from "./envelope.ts";

/** What can be said of a run whose message has lost its payload. */
export interface RunName {
  readonly flow: string;
  readonly trigger: string;
  readonly runId: string;
}

/** What a message of the gateway's own queue holds. `release` removes what was kept of it in the bucket. */
export type OpenedMessage =
  | { readonly kind: "run"; readonly deferred: Deferred; readonly release: () => Promise<void> }
  /** A failure that waits for its store. */
  | { readonly kind: "failure"; readonly record: FailureRecord; readonly release: () => Promise<void> }
  /** What was kept of it is gone, or is not what was sent: nothing brings it back. */
  | { readonly kind: "lost"; readonly run: RunName | undefined; readonly failure: Failure }
  /** Nothing of this gateway's, whatever it looks like. */
  | { readonly kind: "stranger"; readonly body: unknown };

const NOTHING = () => Promise.resolve();

/** Reads a message that was sent to `queue`. Rejects while a store that has to be asked does not answer. */
export async function openOwnMessage(body: unknown, queue: string, environment: Environment): Promise<OpenedMessage> {
  const blobs = boundBlobs(environment.env);
  const out = await checkOut(body, blobs, queue);
  if (out.kind === "failed") {
    if (out.failure.retry === "transient") throw new Error(out.failure.message, { cause: out.failure.cause });
    return { kind: "lost", run: runNamed(out.about), failure: out.failure };
  }
  const release = out.kind === "loaded" ? out.release : NOTHING;
  const inner = out.kind === "loaded" ? out.body : body;
  const seals = boundSeals(environment);
  const deferred = await deferredOf(inner, queue, seals);
  if (deferred) return { kind: "run", deferred, release };
  const read = await readFailure(inner, seals);
  return read.kind === "failure"
    ? { kind: "failure", record: read.record, release }
    : { kind: "stranger", body: inner };
}

/** As `defer` names it in the pointer. */
export const aboutRun = ({ flow, trigger, runId }: RunName): string => `${flow}/${trigger}/${runId}`;

function runNamed(about = ""): RunName | undefined {
  const [flow, trigger, runId, ...more] = about.split("/");
  return flow && trigger && runId && more.length === 0 ? { flow, trigger, runId } : undefined;
}

/** Why a run did not come to its end where no flow takes it any more. */
export const NOT_MOUNTED = failure("MSG102", "no flow of this name is mounted");
