import { misdeclared, missing, weaker } from "../../capabilities/check.ts";
import { type BindingNeed, needFinding, sectionOf } from "./binding-need.ts";
import { bindingNeeds } from "./binding-needs.ts";
import { ownNeeds } from "./own-bindings.ts";
import type { EnvRule, FlowRule } from "./rule.ts";

/** What is wrong with a use by itself, by the capability's own code. */
export const usesAreSound: FlowRule = ({ uses, capabilities }) => misdeclared(uses, capabilities);

/** CAP102: no capability is weaker than a node asks. */
export const guaranteesHold: FlowRule = ({ uses, capabilities }) => weaker(uses, capabilities);

/** CAP101, at run time: each binding is there, and of the right kind. */
export const bindingsAreThere: EnvRule = ({ uses, capabilities }, env) => missing(uses, env, capabilities);

/** CAP101, at run time: so are the gateway's own. */
export const ownBindingsAreThere: EnvRule = (needs, env) =>
  ownNeeds(needs).flatMap((need) => {
    const bound = Object.hasOwn(env, need.binding) ? env[need.binding] : undefined;
    if (need.isBound(bound)) return [];
    const there = bound === undefined ? "is not bound" : "is bound to something else";
    return [needFinding(need, `${need.asks}, which ${there}`, { key: sectionOf(need) })];
  });

/** CAP101: one name is asked for as one resource only. */
export const bindingsAgree: FlowRule = (needs) => {
  const first = new Map<string, BindingNeed>();
  return bindingNeeds(needs).flatMap((need) => {
    const other = first.get(need.binding);
    if (!other) first.set(need.binding, need);
    if (!other || isSame(other, need)) return [];
    const message = `${need.asks}; ${other.flow}/${other.node} asks for ${other.noun} of that name`;
    return [needFinding(need, message, {}, "give one of the two another binding")];
  });
};

/** Two classes of Durable Objects differ in their entries only. */
function isSame(a: BindingNeed, b: BindingNeed): boolean {
  return sectionOf(a) === sectionOf(b) && JSON.stringify(a.entry) === JSON.stringify(b.entry);
}
