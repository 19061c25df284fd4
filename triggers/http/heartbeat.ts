export interface Heartbeat {
  readonly next: () => Promise<IteratorResult<string, void>>;
  /** Lets go of the timer. */
  readonly stop: () => void;
}

/**
 * The items of `source`, and `beat` whenever none came for `everyMs` while one was waited for. One timer at most is
 * armed, and moved only when it rings, so that a fast stream pays nothing for it. `source` must not reject.
 */
export function heartbeat(source: AsyncIterator<string, void>, everyMs: number, beat: string): Heartbeat {
  let lastAtMs = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let requested = false;
  let held: IteratorResult<string, void> | undefined;
  let waiting: ((result: IteratorResult<string, void>) => void) | undefined;

  const give = (result: IteratorResult<string, void>): void => {
    lastAtMs = Date.now();
    if (waiting === undefined) held = result;
    waiting?.(result);
    waiting = undefined;
  };
  const ring = (): void => {
    timer = undefined;
    if (waiting === undefined) return;
    if (Date.now() - lastAtMs >= everyMs) give({ done: false, value: beat });
    else arm();
  };
  const arm = (): void => {
    timer ??= setTimeout(ring, Math.max(0, lastAtMs + everyMs - Date.now()));
  };
  const request = async (): Promise<void> => {
    const result = await source.next();
    requested = false;
    give(result);
  };

  return {
    next() {
      const result = held;
      held = undefined;
      if (result) return Promise.resolve(result);
      if (!requested) {
        requested = true;
        void request();
      }
      return new Promise((resolve) => {
        waiting = resolve;
        arm();
      });
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
