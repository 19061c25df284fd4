export interface Refresher {
  /** Asks now, and drops what is asked at the moment. */
  now(): void;
  /** Whether it asks again by itself. */
  setLive(live: boolean): void;
}

export interface RefresherOptions {
  readonly everyMs: number;
  readonly ask: (signal: AbortSignal) => Promise<void>;
}

/** Asks again and again: from when an answer is there, and never while nobody sees the page. */
export function createRefresher({ everyMs, ask }: RefresherOptions): Refresher {
  let asked = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let live = true;
  const later = () => {
    clearTimeout(timer);
    if (live && !document.hidden) timer = setTimeout(now, everyMs);
  };
  const now = () => {
    clearTimeout(timer);
    asked.abort();
    const mine = new AbortController();
    asked = mine;
    void ask(mine.signal).finally(() => {
      if (!mine.signal.aborted) later();
    });
  };
  const onVisibility = () => {
    if (document.hidden) clearTimeout(timer);
    else if (live) now();
  };
  document.addEventListener("visibilitychange", onVisibility);
  return {
    now,
    setLive: (next) => {
      if (next === live) return;
      live = next;
      if (live) now();
      else clearTimeout(timer);
    },
  };
}
