/** What ends a process politely, each with its number. */
const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

interface Waiting {
  readonly stop: (() => void) | undefined;
}

const waiting = new Set<Waiting>();
let asked = false;

/**
 * Calls `stop` when the process is to end, instead of ending it; a second time ends it all the same. Without one it ends in
 * order, so that what cleans up at its exit does. Gives what takes this back. While nobody waits nothing is listened to, so
 * that a module which never gives way can still be interrupted.
 */
export function onInterrupt(stop?: () => void): () => void {
  if (waiting.size === 0) listen("on");
  const own = { stop };
  waiting.add(own);
  return () => {
    if (waiting.delete(own) && waiting.size === 0) listen("off");
  };
}

/** Ends what waits to be ended; true where something does. */
export function interrupt(): boolean {
  const stops = [...waiting].flatMap(({ stop }) => stop ?? []);
  for (const stop of stops) stop();
  return stops.length > 0;
}

function listen(how: "on" | "off"): void {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process[how](name, interrupted);
}

function interrupted(name: keyof typeof SIGNALS): void {
  if (asked || !interrupt()) process.exit(128 + SIGNALS[name]);
  asked = true;
}
