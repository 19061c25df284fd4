import type { Entry, Step } from "./plan.ts";

/** One entry per trigger step, in the flow's order. */
export function entriesOf(steps: readonly Step[]): readonly Entry[] {
  return steps.filter(({ kind }) => kind === "trigger").map((trigger) => entryOf(trigger, steps));
}

/** Counts, per step, the inbound hops whose source this trigger can reach; all others will never be resolved. */
function entryOf(trigger: Step, steps: readonly Step[]): Entry {
  const pending = new Array<number>(steps.length).fill(0);
  const reached = new Uint8Array(steps.length);
  const open = [trigger];
  reached[trigger.index] = 1;
  for (let step = open.pop(); step; step = open.pop()) {
    for (const { to } of step.hops) {
      pending[to] = (pending[to] ?? 0) + 1;
      if (reached[to]) continue;
      reached[to] = 1;
      open.push(steps[to] as Step);
    }
  }
  return { step: trigger.index, alias: trigger.alias, pending };
}
