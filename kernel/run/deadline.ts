import { type CancelSource, onAbort } from "../cancel.ts";
import { FlowError, failure } from "../errors/failure.ts";
import type { Step } from "../plan/plan.ts";
import type { Scope, Until } from "./scope.ts";

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
  readonly outer: Until;
  /** Told of the work that goes on when the time is over. */
  readonly outlived?: ((work: Promise<unknown>) => void) | undefined;
}

type Work = (until: Until) => unknown;

/**
 * Runs `work` with an end of its own, which comes when `timeoutMs` have passed or `outer` ends. Rejects with TIME015 at
 * that moment, whether or not the work takes notice.
 */
export function withDeadline(scope: Scope, { step, timeoutMs, outer, outlived }: Limit, work: Work): Promise<unknown> {
  const source = linked(scope, outer);
  return new Promise((resolve, reject) => {
    const working = new Promise((settle) => settle(work(source)));
    const stop = scope.ports.clock.after(timeoutMs, () => {
      const error = FlowError.of(deadlineFailure(timeoutMs, step.alias));
      source.abort(error);
      if (step.acts) scope.atWork.outlives(working);
      outlived?.(working);
      reject(error);
    });
    const done = () => {
      stop();
      source.unlink();
    };
    working.then(resolve, reject).finally(done);
  });
}

interface LinkedSource extends Until, Pick<CancelSource, "abort"> {
  readonly unlink: () => void;
}

function linked(scope: Scope, outer: Until): LinkedSource {
  const source = scope.ports.newCancel();
  const signal = outer.signal();
  if (signal.aborted) source.abort(signal.reason);
  const unlink = onAbort(signal, () => source.abort(signal.reason));
  return {
    get over() {
      return source.signal.aborted;
    },
    signal: () => source.signal,
    abort: (reason) => source.abort(reason),
    unlink,
  };
}
