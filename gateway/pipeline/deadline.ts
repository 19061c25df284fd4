/** What may bound a run, in milliseconds; undefined bounds nothing. */
export interface Bounds {
  readonly flowMs: number | undefined;
  readonly triggerMs: number | undefined;
  /** Used when neither the flow nor its trigger says. */
  readonly defaultMs: number;
  /** When the platform, or the batch, ends it all; milliseconds since the epoch. */
  readonly wallAtMs: number | undefined;
}

/** When a run has to be over: the smallest of its flow's own bound, its trigger's, and the platform's less a margin. */
export function deadlineAt(nowMs: number, { flowMs, triggerMs, defaultMs, wallAtMs }: Bounds): number {
  const asked = flowMs === undefined && triggerMs === undefined ? defaultMs : Number.POSITIVE_INFINITY;
  const own = Math.min(asked, flowMs ?? Number.POSITIVE_INFINITY, triggerMs ?? Number.POSITIVE_INFINITY);
  return Math.floor(Math.min(nowMs + own, wallAtMs ?? Number.POSITIVE_INFINITY));
}
