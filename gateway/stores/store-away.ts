/** How a message waits for a store that does not answer: each try costs it one of the retries that the platform gives it. */

const FIRST_SECONDS = 30;
/** Well below the day that a message may be delayed, so that it does not lie about long after the store is back. */
const MOST_SECONDS = 3_600;

/** Seconds until a message is brought again whose store is away: 30, doubled with each delivery, an hour at most. */
export function awayDelaySeconds(attempts: number): number {
  return Math.min(MOST_SECONDS, FIRST_SECONDS * 2 ** Math.min(attempts - 1, 30));
}
/** Seconds that a message waits in all before its consumer's `max_retries` are used up. */
export function awaitedSeconds(maxRetries: number): number {
  let seconds = 0;
  for (let attempts = 1; attempts <= maxRetries; attempts++) seconds += awayDelaySeconds(attempts);
  return seconds;
}
