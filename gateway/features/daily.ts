import { platformClock, within } from "../../base/waiting.ts";
import type { Context } from "../pipeline/context.ts";
import type { Environment } from "../pipeline/environment.ts";
import type { Feature } from "./feature.ts";

const DAY_MS = 86_400_000;
/** How often an isolate asks the ledger whether today's work is done. */
const ASK_EVERY_MS = 3_600_000;
/** A batch is settled only when all of its `waitUntil` work is; what takes longer goes on another time. */
const MAX_WORK_MS = 10_000;
/** The same goes for the ledger's answer. */
const MAX_ANSWER_MS = 5_000;

export type DoDaily = (environment: Environment, context: Context) => void;

/** Has the features' daily work done by whoever comes first: once in all where a ledger is bound, else once per isolate. */
export function createDaily(features: readonly Feature[], now: () => number = platformClock.now): DoDaily | undefined {
  const due = features.filter(({ daily }) => daily);
  if (due.length === 0) return undefined;
  const askedAtMs = new WeakMap<Environment, number>();
  return (environment, context) => {
    const nowMs = now();
    const everyMs = environment.ledger ? ASK_EVERY_MS : DAY_MS;
    if (nowMs - (askedAtMs.get(environment) ?? Number.NEGATIVE_INFINITY) < everyMs) return;
    askedAtMs.set(environment, nowMs);
    for (const feature of due) context.waitUntil(doOnce(feature, environment));
  };
}

/** The claim on the day is never completed: it ends with its lease, a day on. */
async function doOnce({ name, daily }: Feature, environment: Environment): Promise<void> {
  const { ledger, log } = environment;
  const key = `daily/${name}`;
  try {
    const claim = ledger && (await within(platformClock, MAX_ANSWER_MS, ledger.claim(key, { leaseMs: DAY_MS })));
    if (claim && claim.kind !== "new") return;
    try {
      await within(platformClock, MAX_WORK_MS, daily?.(environment) ?? Promise.resolve());
    } catch (error) {
      if (claim) await within(platformClock, MAX_ANSWER_MS, ledger.forget(key, claim.token));
      throw error;
    }
  } catch (err) {
    log.warn({ err, feature: name }, "daily work was not done; it is tried again");
  }
}
