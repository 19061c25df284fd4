/** What a capability promises, by the store behind it. `unknown` is never enough when a node asks. */
export interface Guarantees {
  readonly consistency?: "strong" | "eventual" | "none" | "unknown";
  readonly durability?: "durable" | "ephemeral" | "unknown";
  readonly delivery?: "exactly_once" | "at_least_once" | "at_most_once" | "unknown";
  readonly ordering?: "ordered" | "per_key" | "unordered" | "unknown";
  /** Whether a write may say how long it lives. */
  readonly ttl?: "per_write" | "none" | "unknown";
  /** Numbers of `limits.ts` under their own names, units in them. */
  readonly limits: Readonly<Record<string, number>>;
  /** What no field says, in a sentence each. */
  readonly notes: readonly string[];
}

/** Strongest first; what is not in the list is weaker than all of it. */
const LEVELS = {
  consistency: ["strong", "eventual", "none"],
  durability: ["durable", "ephemeral"],
  delivery: ["exactly_once", "at_least_once", "at_most_once"],
  ordering: ["ordered", "per_key", "unordered"],
  ttl: ["per_write", "none"],
} as const;

export type GuaranteeName = keyof typeof LEVELS;

/** The least that a node asks for, beside a use's other options. */
export type Asks = { readonly [Name in GuaranteeName]?: (typeof LEVELS)[Name][number] };

export interface Shortfall {
  readonly guarantee: GuaranteeName;
  readonly asked: string;
  readonly given: string;
}

/** Every ask that `given` does not meet, in the order of the guarantees above. */
export function shortfalls(asked: Asks, given: Guarantees): readonly Shortfall[] {
  const names = Object.keys(LEVELS) as GuaranteeName[];
  return names.flatMap((guarantee) => {
    const want = asked[guarantee];
    const have = given[guarantee] ?? "unknown";
    return want === undefined || meets(guarantee, want, have) ? [] : [{ guarantee, asked: want, given: have }];
  });
}

function meets(guarantee: GuaranteeName, want: string, have: string): boolean {
  const levels: readonly string[] = LEVELS[guarantee];
  return levels.includes(have) && levels.indexOf(have) <= levels.indexOf(want);
}
