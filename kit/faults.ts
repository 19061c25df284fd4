import { capabilityError } from "../capabilities/error.ts";
import type { TestEnv } from "./memory-env.ts";
import { seededRandom } from "./seeded-random.ts";

export interface FaultOptions {
  /** The same seed brings the same faults, as long as the calls come in the same order. */
  readonly seed: number;
  /** Share of calls that fail before they do anything, 0 to 1. Default 0. */
  readonly lost?: number;
  /** Share of calls that do their work and then fail: the answer is lost. Default 0. */
  readonly unanswered?: number;
  /** Bindings that fail; default all. */
  readonly bindings?: readonly string[];
}

/** They give a part of the store and do nothing yet. */
const ACCESSORS = new Set<string | symbol>(["at", "getByName"]);

/** The same bindings, whose calls now and then fail as an unreachable resource does (RES105, transient). */
export function withFaults(env: TestEnv, options: FaultOptions): TestEnv {
  const random = seededRandom(options.seed);
  const entries = Object.entries(env).map(([name, bound]) => {
    const faulty = options.bindings?.includes(name) ?? true;
    return [
      name,
      faulty && typeof bound === "object" && bound !== null ? failing(bound, name, { ...options, random }) : bound,
    ];
  });
  return Object.fromEntries(entries);
}

type Chance = FaultOptions & { readonly random: () => number };

function failing<Store extends object>(store: Store, binding: string, chance: Chance): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      if (ACCESSORS.has(name))
        return (...args: unknown[]) => failing(Reflect.apply(member, target, args), binding, chance);
      return (...args: unknown[]) => call(() => Reflect.apply(member, target, args), binding, chance);
    },
  });
}

/** A call that answers at once, such as a look at what is pending, never fails. */
function call(work: () => unknown, binding: string, { random, lost = 0, unanswered = 0 }: Chance): unknown {
  const number = random();
  const fault = () =>
    capabilityError("unavailable", { resource: binding, binding }, { message: "a fault of the test" });
  if (number < lost) return Promise.reject(fault());
  const answer = work();
  if (number >= lost + unanswered || !(answer instanceof Promise)) return answer;
  return answer.then(() => {
    throw fault();
  });
}
