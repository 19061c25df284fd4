import { type CancelSignal, type CancelSource, onAbort } from "../cancel.ts";
import { FlowError, failure } from "../errors/failure.ts";
import type { Step } from "../plan/plan.ts";
import type { Scope } from "./scope.ts";

export function deadlineFailure(timeoutMs: number, alias: string) {
  return failure("TIME015", `deadline of ${timeoutMs} ms passed in node ${alias}`, {
    details: { node: alias, timeout_ms: timeoutMs },
  });
}

/** Nothing ran: what came before it took all the time there was. */
export function lateFailure(guardMs: number | undefined) {
  const deadline = guardMs === undefined ? "the deadline" : `deadline of ${guardMs} ms`;
  const details = guardMs === undefined ? {} : { details: { timeout_ms: guardMs } };
  return failure("TIME015", `${deadline} passed before the flow started`, details);
}

export interface Limit {
  readonly step: Step;
  readonly timeoutMs: number;
  readonly outer: () => CancelSignal;
}

type Work = (signal: () => CancelSignal) => unknown;

/**
 * Runs `work` with a signal of its own that fires when `timeoutMs` have passed or `outer` fires. Rejects with TIME015
 * at that moment, whether or not the work takes notice.
 */
export function withDeadline(scope: Scope, { step, timeoutMs, outer }: Limit, work: Work): Promise<unknown> {
  const source = linked(scope, outer());
  return new Promise((resolve, reject) => {
    const stop = scope.ports.clock.after(timeoutMs, () => {
      const error = FlowError.of(deadlineFailure(timeoutMs, step.alias));
      source.abort(error);
      reject(error);
    });
    const done = () => {
      stop();
      source.unlink();
    };
    const working = new Promise((settle) => settle(work(() => source.signal)));
    working.then(resolve, reject).finally(done);
  });
}

function linked(scope: Scope, outer: CancelSignal): CancelSource & { readonly unlink: () => void } {
  const source = scope.ports.newCancel();
  if (outer.aborted) source.abort(outer.reason);
  const unlink = onAbort(outer, () => source.abort(outer.reason));
  return { signal: source.signal, abort: (reason) => source.abort(reason), unlink };
}
